import type { TrafficLine } from "../../../src/console/events.js";
import { Details } from "../parts/details.js";
import { JsonView } from "../parts/json-view.js";
import { visibleLines, visibleText } from "../parts/visible-text.js";
import { Waterfall } from "../parts/waterfall.js";
import type { TrafficRow } from "./traffic-rows.js";

/** Everything that was seen of a request. */
export function CallDetails({ row: { line, reply }, onClose }: { row: TrafficRow; onClose: () => void }) {
  const end = reply ?? (line.kind === "reply" ? line : undefined);
  const sent = end?.duration === undefined ? line.time : end.time - end.duration;
  return (
    <Details title={line.method ?? line.kind} onClose={onClose}>
      <Waterfall timing={{ sent, ...(end !== undefined && { answered: end.time }) }} />
      <dl class="facts">
        {factsOf(line).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{visibleText(value)}</dd>
          </div>
        ))}
      </dl>
      {line.kind !== "reply" && line.values !== undefined && (
        <>
          <h3>Arguments</h3>
          <JsonView text={line.values.text} truncated={line.values.truncated ?? false} />
        </>
      )}
      {line.kind === "unreadable" && <p class="bad">{visibleLines(line.error ?? "")}</p>}
      {end !== undefined && (
        <>
          <h3>{end.outcome === "error" ? "Failure" : "Result"}</h3>
          {end.error !== undefined && <p class="bad">{visibleLines(end.error)}</p>}
          {end.values !== undefined && (
            <JsonView text={end.values.text} truncated={end.values.truncated ?? false} />
          )}
        </>
      )}
    </Details>
  );
}

function factsOf(line: TrafficLine): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Kind", line.kind],
    ["Topic", line.topic],
    ["Exchange", line.exchange],
    ["Server", line.fanout ? "all servers" : line.server],
    ["Namespace", line.namespace],
    ["Version", line.version],
    ["Caller", line.caller],
    ["Request id", line.requestId],
    ["Call id", line.callId],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
