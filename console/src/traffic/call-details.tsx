import { Details } from "../parts/details.js";
import { Facts, SeenValues } from "../parts/facts.js";
import { visibleLines } from "../parts/visible-text.js";
import { Waterfall } from "../parts/waterfall.js";
import type { TrafficRow } from "./traffic-rows.js";

/** Everything that was seen of a request. */
export function CallDetails({ row: { line, reply }, onClose }: { row: TrafficRow; onClose: () => void }) {
  const end = reply ?? (line.kind === "reply" ? line : undefined);
  const sent = end?.duration === undefined ? line.time : end.time - end.duration;
  return (
    <Details title={line.method ?? line.kind} onClose={onClose}>
      <Waterfall timing={{ sent, ...(end !== undefined && { answered: end.time }) }} />
      <Facts
        facts={[
          ["Kind", line.kind],
          ["Topic", line.topic],
          ["Exchange", line.exchange],
          ["Server", line.fanout ? "all servers" : line.server],
          ["Namespace", line.namespace],
          ["Version", line.version],
          ["Caller", line.caller],
          ["Request id", line.requestId],
          ["Call id", line.callId],
        ]}
      />
      {(line.kind === "call" || line.kind === "cast") && (
        <>
          <h3>Arguments</h3>
          <SeenValues line={line} />
        </>
      )}
      {line.kind === "unreadable" && <p class="bad">{visibleLines(line.error ?? "")}</p>}
      {end !== undefined && (
        <>
          <h3>{end.outcome === "error" ? "Failure" : "Result"}</h3>
          {end.error !== undefined && <p class="bad">{visibleLines(end.error)}</p>}
          <SeenValues line={end} />
        </>
      )}
    </Details>
  );
}
