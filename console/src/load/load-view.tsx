import { useMemo, useState } from "preact/hooks";
import type { Load } from "../../../src/console/events.js";
import { usePart } from "../parts/changing.js";
import { Note } from "../parts/note.js";
import { visibleText } from "../parts/visible-text.js";
import type { LiveState } from "../server/live-state.js";
import type { Theme } from "../theme.js";
import { MethodTable, RunningTable } from "./load-tables.js";
import { Plot } from "./plot.js";

/** Rates, latencies, and what runs now. */
export function LoadView({ live, theme }: { live: LiveState; theme: Theme }) {
  const latest = usePart(live, ({ load }) => load.latest);
  const discovery = usePart(live, ({ views }) => views?.discovery);
  const [method, setMethod] = useState<string>();
  const points = useMemo(() => live.load.pointsOf(method), [latest, method]);
  const times = points.map(({ time }) => time);
  return (
    <section class="page load" aria-label="load">
      <h1 class="unseen">Load</h1>
      {discovery?.why !== undefined && <Note isBad={!discovery.on} text={`Discovery: ${discovery.why}`} />}
      {latest === undefined ? (
        <p class="soft empty">
          {discovery?.on === false
            ? "Nobody tells of its load."
            : "The servers are asked every two seconds …"}
        </p>
      ) : (
        <>
          <Problems load={latest} />
          <p class="soft">
            {method === undefined ? "All methods" : visibleText(method)}
            {method !== undefined && (
              <button type="button" class="inline" onClick={() => setMethod(undefined)}>
                show all
              </button>
            )}
          </p>
          <div class="plots">
            <Plot
              label="Calls"
              unit="/s"
              theme={theme}
              times={times}
              series={[
                { label: "calls", colour: "link", values: points.map((point) => point.callsPerSecond) },
                { label: "failed", colour: "bad", values: points.map((point) => point.failuresPerSecond) },
              ]}
            />
            <Plot
              label="Latency"
              unit="ms"
              theme={theme}
              times={times}
              series={[
                { label: "p50", colour: "good", values: points.map((point) => point.p50) },
                { label: "p95", colour: "link", values: points.map((point) => point.p95) },
                { label: "p99", colour: "warn", values: points.map((point) => point.p99) },
              ]}
            />
          </div>
          <RunningTable load={latest} />
          <MethodTable load={latest} chosen={method} onChoose={setMethod} />
        </>
      )}
    </section>
  );
}

function Problems({ load: { problems } }: { load: Load }) {
  return (
    <>
      {problems.map(({ topic, message }) => (
        <Note key={topic} text={`${topic}: ${message}`} />
      ))}
    </>
  );
}
