import type { View } from "../../../src/console/api.js";
import { usePart } from "../parts/changing.js";
import { type Shown, StreamView } from "../parts/stream-view.js";
import { visibleText } from "../parts/visible-text.js";
import { clockTime, duration } from "../parts/words.js";
import type { LiveState } from "../server/live-state.js";
import { CallDetails } from "./call-details.js";
import { TappedTopics } from "./tapped-topics.js";
import { admitted, type TrafficFilter } from "./traffic-filter.js";
import type { Outcome, TrafficRow } from "./traffic-rows.js";

const OUTCOMES: readonly Outcome[] = ["result", "error", "sent", "unreadable"];

/** Rows of which the slowest one has the longest bar. */
const COMPARED = 200;

interface TrafficViewProps {
  readonly live: LiveState;
  readonly filter: TrafficFilter;
  readonly onFilter: (filter: TrafficFilter) => void;
  /** Topics that are tapped; none: those of the services. */
  readonly topics: readonly string[];
  readonly onTopics: (topics: readonly string[]) => void;
  readonly shown: Shown;
}

/** Requests and what became of them, while they go. */
export function TrafficView({ live, filter, onFilter, topics, onTopics, shown }: TrafficViewProps) {
  const view = usePart(live, ({ views }) => views?.tap);
  const lost = usePart(live, (state) => state.lost);
  return (
    <StreamView
      live={live}
      name="traffic"
      title="Traffic"
      label="requests"
      streamOf={({ traffic }) => traffic}
      source={{ view, title: "Tap" }}
      filter={filter}
      onFilter={onFilter}
      admit={admitted}
      choices={[
        { label: "Topic", member: "topic", of: ({ line }) => line.topic },
        { label: "Method", member: "method", of: ({ line }) => line.method },
        { label: "Outcome", member: "outcome", of: OUTCOMES },
      ]}
      shown={shown}
      more={<TappedTopics topics={topics} onChange={onTopics} />}
      state={lost > 0 ? `, ${lost} lost: they came faster than this page took them` : ""}
      empty={{ filtered: "No request fits the filters.", all: emptyText(view) }}
      onClear={() => live.clearTraffic()}
      cellsOf={cellsOf}
      details={(row, close) => <CallDetails row={row} onClose={close} />}
    />
  );
}

function cellsOf(rows: readonly TrafficRow[]) {
  const slowest = Math.max(1, ...rows.slice(-COMPARED).map(({ reply }) => reply?.duration ?? 0));
  return (row: TrafficRow) => <Cells row={row} slowest={slowest} />;
}

function Cells({ row: { line, reply, outcome }, slowest }: { row: TrafficRow; slowest: number }) {
  const took = reply?.duration ?? line.duration;
  return (
    <>
      <span class="cell time">{clockTime(line.time)}</span>
      <span class="cell kind">{line.kind}</span>
      <span class="cell topic">{visibleText(line.topic ?? "")}</span>
      <span class="cell method">{visibleText(line.method ?? line.error ?? "")}</span>
      <span class="cell server">{line.fanout ? "all servers" : visibleText(line.server ?? "")}</span>
      <span class={`cell outcome ${outcome}`}>{outcomeText(line.kind, outcome)}</span>
      <span class="cell took">{took === undefined ? "" : duration(took)}</span>
      <span class="cell length" aria-hidden="true">
        {took !== undefined && (
          <span class={`span-bar ${outcome}`} style={{ width: `${Math.max(1, (100 * took) / slowest)}%` }} />
        )}
      </span>
    </>
  );
}

function outcomeText(kind: string, outcome: Outcome): string {
  if (outcome !== "sent") return outcome;
  return kind === "call" ? "no reply yet" : "sent";
}

function emptyText(tap: View | undefined): string {
  if (tap?.on === false) return "There is no tap, so nothing is seen.";
  return "Nothing was seen yet. Requests appear as they go.";
}
