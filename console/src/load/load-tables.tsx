import type { Load } from "../../../src/console/events.js";
import { ScrollBox } from "../parts/scroll-box.js";
import { visibleText } from "../parts/visible-text.js";
import { counted, duration, rate } from "../parts/words.js";

/** Rows of a table; the rest is counted. */
const MOST_ROWS = 100;

/** The requests that run now, the oldest first. */
export function RunningTable({ load: { running } }: { load: Load }) {
  return (
    <>
      <h2>Running now</h2>
      {running.length === 0 ? (
        <p class="soft">Nothing runs.</p>
      ) : (
        <ScrollBox label="running requests">
          <table class="wide numbers">
            <thead>
              <tr>
                <th scope="col">Method</th>
                <th scope="col">For</th>
                <th scope="col">Server</th>
                <th scope="col">Caller</th>
                <th scope="col">Request</th>
              </tr>
            </thead>
            <tbody>
              {running
                .slice(0, MOST_ROWS)
                .map(({ topic, server, method, seconds, caller, requestId }, index) => (
                  <tr key={index}>
                    <th scope="row">
                      <code>{visibleText(method)}</code>
                    </th>
                    <td>{duration(seconds * 1000)}</td>
                    <td>{visibleText(`${topic}.${server}`)}</td>
                    <td>{visibleText(caller ?? "")}</td>
                    <td>{visibleText(requestId ?? "")}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {running.length > MOST_ROWS && <p class="soft">and {running.length - MOST_ROWS} more</p>}
    </>
  );
}

interface MethodTableProps {
  readonly load: Load;
  readonly chosen: string | undefined;
  readonly onChoose: (method: string | undefined) => void;
}

/** The methods of each server; a method that is chosen is the one that is drawn. */
export function MethodTable({ load: { methods, more, seconds }, chosen, onChoose }: MethodTableProps) {
  return (
    <>
      <h2>
        Methods <span class="soft">over the last {duration(seconds * 1000)}</span>
      </h2>
      {methods.length === 0 ? (
        <p class="soft">No server tells of its methods.</p>
      ) : (
        <ScrollBox label="methods">
          <table class="wide numbers">
            <thead>
              <tr>
                <th scope="col">Method</th>
                <th scope="col">Server</th>
                <th scope="col">Calls/s</th>
                <th scope="col">Failed/s</th>
                <th scope="col">p50</th>
                <th scope="col">p95</th>
                <th scope="col">p99</th>
                <th scope="col">Running</th>
              </tr>
            </thead>
            <tbody>
              {methods.slice(0, MOST_ROWS).map((row) => (
                <tr key={`${row.topic} ${row.server} ${row.method}`}>
                  <th scope="row">
                    <button
                      type="button"
                      class="inline"
                      aria-pressed={row.method === chosen}
                      onClick={() => onChoose(row.method === chosen ? undefined : row.method)}
                    >
                      <code>{visibleText(row.method)}</code>
                    </button>
                  </th>
                  <td>{visibleText(`${row.topic}.${row.server}`)}</td>
                  <td>{rate(row.callsPerSecond)}</td>
                  <td class={row.failuresPerSecond > 0 ? "bad" : ""}>{rate(row.failuresPerSecond)}</td>
                  <td>{below(row.p50)}</td>
                  <td>{below(row.p95)}</td>
                  <td>{below(row.p99)}</td>
                  <td>{row.running}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {more + Math.max(0, methods.length - MOST_ROWS) > 0 && (
        <p class="soft">and {counted(more + Math.max(0, methods.length - MOST_ROWS), "more row")}</p>
      )}
    </>
  );
}

/** Latencies are told as powers of two that they are below. */
function below(ms: number | null): string {
  return ms === null ? "" : `< ${ms} ms`;
}
