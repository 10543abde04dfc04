import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { View } from "../../../src/console/api.js";
import type { LiveState } from "../server/live-state.js";
import { usePart } from "./changing.js";
import { choicesOf, FilterBar, SelectFilter, TextFilter } from "./filter-bar.js";
import { Note } from "./note.js";
import { usePause } from "./use-pause.js";
import { VirtualList } from "./virtual-list.js";
import { counted } from "./words.js";

/** The newest rows of something that does not end. */
interface Stream<Row> {
  /** From the oldest on; another list after each change. */
  readonly rows: readonly Row[];
  /** How many rows have gone at the beginning. */
  readonly dropped: number;
}

/** A filter by one of the values that rows have. */
interface Choice<Row, Filter> {
  readonly label: string;
  readonly member: keyof Filter;
  /** The value of a row, or all values that there may be. */
  readonly of: ((row: Row) => string | undefined) | readonly string[];
}

/** What the server is asked to show, for all streams alike. */
export interface Shown {
  /** Values are shown also where no definition says what of them is secret. */
  readonly allValues: boolean;
  readonly onAllValues: (allValues: boolean) => void;
}

interface StreamViewProps<Row extends { readonly id: number }, Filter extends { readonly text: string }> {
  readonly live: LiveState;
  /** Names the view and its class. */
  readonly name: string;
  readonly title: string;
  /** Names the list. */
  readonly label: string;
  readonly streamOf: (live: LiveState) => Stream<Row>;
  /** The source of the rows, and how what is wrong with it begins. */
  readonly source: { readonly view: View | undefined; readonly title: string };
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** The same list where the filter admits all. */
  readonly admit: (rows: readonly Row[], filter: Filter) => readonly Row[];
  readonly choices: readonly Choice<Row, Filter>[];
  readonly shown: Shown;
  /** Further filters. */
  readonly more?: ComponentChildren;
  /** What stands behind the number of rows. */
  readonly state?: string;
  /** What is said where there is no row. */
  readonly empty: { readonly filtered: string; readonly all: string };
  readonly onClear: () => void;
  /** Draws the cells of a row, given all that are admitted. */
  readonly cellsOf: (admitted: readonly Row[]) => (row: Row) => ComponentChildren;
  readonly details: (row: Row, close: () => void) => ComponentChildren;
}

/** A list of what goes by, with filters above it and the row that is chosen beside it. */
export function StreamView<Row extends { readonly id: number }, Filter extends { readonly text: string }>(
  props: StreamViewProps<Row, Filter>,
) {
  const { live, name, title, label, streamOf, source, filter, onFilter, admit, choices } = props;
  const { shown: wanted, more, state = "", empty, onClear, cellsOf, details } = props;
  const rows = usePart(live, (now) => streamOf(now).rows);
  const { shown, isPaused, toggle } = usePause({ rows, dropped: streamOf(live).dropped });
  const [chosen, setChosen] = useState<number>();
  const admitted = useMemo(() => admit(shown.rows, filter), [shown.rows, filter]);
  const cells = useMemo(() => cellsOf(admitted), [admitted]);
  const options = useMemo(
    () => choices.map(({ of }) => (typeof of === "function" ? choicesOf(shown.rows, of) : of)),
    [shown.rows],
  );
  const isFiltered = admitted !== shown.rows;
  const row = chosen === undefined ? undefined : admitted.find(({ id }) => id === chosen);
  const { view } = source;
  return (
    <section class="stream" aria-label={name}>
      <h1 class="unseen">{title}</h1>
      <FilterBar>
        {choices.map(({ label: own, member }, index) => (
          <SelectFilter
            key={own}
            label={own}
            value={String(filter[member])}
            choices={options[index] ?? []}
            onChange={(value) => onFilter({ ...filter, [member]: value })}
          />
        ))}
        <TextFilter value={filter.text} onChange={(text) => onFilter({ ...filter, text })} />
        <button type="button" aria-pressed={isPaused} onClick={toggle}>
          {isPaused ? "Resume" : "Pause"}
        </button>
        <button type="button" onClick={onClear}>
          Clear
        </button>
        {more}
        <label class="check">
          <input
            type="checkbox"
            checked={wanted.allValues}
            onChange={({ currentTarget }) => wanted.onAllValues(currentTarget.checked)}
          />
          values without a definition
        </label>
      </FilterBar>
      <p class="soft state">
        {isFiltered
          ? `${admitted.length} of ${counted(shown.rows.length, "row")}`
          : counted(rows.length, "row")}
        {isPaused && ", paused"}
        {state}
      </p>
      {view?.why !== undefined && <Note isBad={!view.on} text={`${source.title}: ${view.why}`} />}
      {admitted.length === 0 ? (
        <p class="soft empty">{isFiltered ? empty.filtered : empty.all}</p>
      ) : (
        <div class={row === undefined ? "list-and-details" : "list-and-details open"}>
          <div class={`rows ${name}`}>
            <VirtualList
              label={label}
              rows={admitted}
              choice={filter}
              dropped={isFiltered ? 0 : shown.dropped}
              chosen={chosen}
              idOf={({ id }) => id}
              onChoose={({ id }) => setChosen(id)}
            >
              {cells}
            </VirtualList>
          </div>
          {row !== undefined && details(row, () => setChosen(undefined))}
        </div>
      )}
    </section>
  );
}
