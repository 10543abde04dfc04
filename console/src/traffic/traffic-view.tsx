import { useMemo, useState } from "preact/hooks";
import type { View } from "../../../src/console/api.js";
import { usePart } from "../parts/changing.js";
import { choicesOf, FilterBar, SelectFilter, TextFilter } from "../parts/filter-bar.js";
import { Note } from "../parts/note.js";
import { usePause } from "../parts/use-pause.js";
import { VirtualList } from "../parts/virtual-list.js";
import { visibleText } from "../parts/visible-text.js";
import { clockTime, counted, duration } from "../parts/words.js";
import type { LiveState } from "../server/live-state.js";
import { CallDetails } from "./call-details.js";
import { TappedTopics } from "./tapped-topics.js";
import { admitted, type TrafficFilter } from "./traffic-filter.js";
import type { Outcome, TrafficRow } from "./traffic-rows.js";

const OUTCOMES: readonly Outcome[] = ["result", "error", "sent", "unreadable"];

interface TrafficViewProps {
  readonly live: LiveState;
  readonly filter: TrafficFilter;
  readonly onFilter: (filter: TrafficFilter) => void;
  /** Topics that are tapped; none: those of the services. */
  readonly topics: readonly string[];
  readonly onTopics: (topics: readonly string[]) => void;
}

/** Requests and what became of them, while they go. */
export function TrafficView({ live, filter, onFilter, topics: tapped, onTopics }: TrafficViewProps) {
  const rows = usePart(live, ({ traffic }) => traffic.rows);
  const tap = usePart(live, ({ views }) => views?.tap);
  const lost = usePart(live, (state) => state.lost);
  const { shown, isPaused, toggle } = usePause({ rows, dropped: live.traffic.dropped });
  const [chosen, setChosen] = useState<number>();
  const admittedRows = useMemo(() => admitted(shown.rows, filter), [shown.rows, filter]);
  const isFiltered = admittedRows !== shown.rows;
  const topics = useMemo(() => choicesOf(shown.rows, ({ line }) => line.topic), [shown.rows]);
  const methods = useMemo(() => choicesOf(shown.rows, ({ line }) => line.method), [shown.rows]);
  const slowest = useMemo(
    () => Math.max(1, ...admittedRows.slice(-200).map(({ reply }) => reply?.duration ?? 0)),
    [admittedRows],
  );
  const row = chosen === undefined ? undefined : admittedRows.find(({ id }) => id === chosen);
  const set = (part: Partial<TrafficFilter>) => onFilter({ ...filter, ...part });
  return (
    <section class="stream" aria-label="traffic">
      <h1 class="unseen">Traffic</h1>
      <FilterBar>
        <SelectFilter
          label="Topic"
          value={filter.topic}
          choices={topics}
          onChange={(topic) => set({ topic })}
        />
        <SelectFilter
          label="Method"
          value={filter.method}
          choices={methods}
          onChange={(method) => set({ method })}
        />
        <SelectFilter
          label="Outcome"
          value={filter.outcome}
          choices={OUTCOMES}
          onChange={(outcome) => set({ outcome: OUTCOMES.find((own) => own === outcome) ?? "" })}
        />
        <TextFilter value={filter.text} onChange={(text) => set({ text })} />
        <button type="button" aria-pressed={isPaused} onClick={toggle}>
          {isPaused ? "Resume" : "Pause"}
        </button>
        <button type="button" onClick={() => live.clearTraffic()}>
          Clear
        </button>
        <TappedTopics topics={tapped} onChange={onTopics} />
      </FilterBar>
      <p class="soft state">
        {isFiltered
          ? `${admittedRows.length} of ${counted(shown.rows.length, "row")}`
          : counted(rows.length, "row")}
        {isPaused && ", paused"}
        {lost > 0 && `, ${lost} lost: they came faster than this page took them`}
      </p>
      <TapNote view={tap} />
      {admittedRows.length === 0 ? (
        <p class="soft empty">{emptyText(tap, isFiltered)}</p>
      ) : (
        <div class={row === undefined ? "list-and-details" : "list-and-details open"}>
          <div class="rows traffic">
            <VirtualList
              label="requests"
              rows={admittedRows}
              choice={filter}
              dropped={isFiltered ? 0 : shown.dropped}
              chosen={chosen}
              idOf={({ id }) => id}
              onChoose={({ id }) => setChosen(id)}
            >
              {(own) => <Cells row={own} slowest={slowest} />}
            </VirtualList>
          </div>
          {row !== undefined && <CallDetails row={row} onClose={() => setChosen(undefined)} />}
        </div>
      )}
    </section>
  );
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

/** What is said when the tap is off, or cannot see everything. */
function TapNote({ view }: { view: View | undefined }) {
  if (view?.why === undefined) return null;
  return <Note isBad={!view.on} text={`Tap: ${view.why}`} />;
}

function outcomeText(kind: string, outcome: Outcome): string {
  if (outcome !== "sent") return outcome;
  return kind === "call" ? "no reply yet" : "sent";
}

function emptyText(tap: View | undefined, isFiltered: boolean): string {
  if (isFiltered) return "No request fits the filters.";
  if (tap?.on === false) return "There is no tap, so nothing is seen.";
  return "Nothing was seen yet. Requests appear as they go.";
}
