import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Height of a row in pixels, as the style sheet has it. */
const ROW_HEIGHT = 30;
/** Rows beyond the edges, so that there is something to see while the browser scrolls. */
const BEYOND = 10;

interface VirtualListProps<T> {
  readonly label: string;
  /** From the oldest on; they only change, go at the beginning and come at the end. */
  readonly rows: readonly T[];
  /** Tells one choice of rows from another: with another one the list goes to the row that is chosen, or to its end. */
  readonly choice: unknown;
  /** How many rows have gone at the beginning. */
  readonly dropped: number;
  /** The number of the row that is chosen, which it keeps. */
  readonly chosen: number | undefined;
  readonly idOf: (row: T) => number;
  readonly onChoose: (row: T) => void;
  readonly children: (row: T) => ComponentChildren;
}

/**
 * A list of any length that has elements only for the rows in sight. It stays at its end while its reader is there, and
 * otherwise where its reader is. The arrows, Home, End and the page keys choose rows.
 */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, rows, choice, dropped, chosen, idOf, onChoose, children } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const isAtEnd = useRef(true);
  const before = useRef(dropped);

  const chosenIndex = chosen === undefined ? -1 : rows.findIndex((row) => idOf(row) === chosen);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    isAtEnd.current = chosenIndex === -1;
    const top =
      chosenIndex === -1 ? current.scrollHeight : chosenIndex * ROW_HEIGHT - current.clientHeight / 2;
    current.scrollTop = Math.max(0, top);
  }, [choice]);

  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const gone = dropped - before.current;
    before.current = dropped;
    if (isAtEnd.current) current.scrollTop = current.scrollHeight;
    else if (gone > 0) current.scrollTop -= gone * ROW_HEIGHT;
  }, [rows, dropped]);

  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const measure = () => setView({ top: current.scrollTop, height: current.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);

  const scrolled = ({
    currentTarget: { scrollTop, clientHeight, scrollHeight },
  }: {
    currentTarget: Element;
  }) => {
    isAtEnd.current = scrollTop + clientHeight >= scrollHeight - ROW_HEIGHT;
    setView({ top: scrollTop, height: clientHeight });
  };
  const choose = (index: number) => {
    const row = rows[index];
    const { current } = box;
    if (row === undefined || current === null) return;
    onChoose(row);
    isAtEnd.current = index === rows.length - 1;
    const top = index * ROW_HEIGHT;
    const bottom = top + ROW_HEIGHT - current.clientHeight;
    current.scrollTop = Math.max(bottom, Math.min(top, current.scrollTop));
  };
  const pressed = (event: KeyboardEvent) => {
    const target = targetOf(event.key, chosenIndex, rows.length, Math.floor(view.height / ROW_HEIGHT));
    if (target === undefined) return;
    event.preventDefault();
    choose(target);
  };

  const first = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - BEYOND);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / ROW_HEIGHT) + BEYOND);
  const isInSight = chosenIndex >= first && chosenIndex < last;
  return (
    <div
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      {...(isInSight && { "aria-activedescendant": `${id}-${chosen}` })}
      ref={box}
      onScroll={scrolled}
      onKeyDown={pressed}
    >
      <div role="none" style={{ height: `${rows.length * ROW_HEIGHT}px`, position: "relative" }}>
        {rows.slice(first, last).map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the list
          // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
          <div
            key={idOf(row)}
            id={`${id}-${idOf(row)}`}
            class="row"
            role="option"
            aria-selected={idOf(row) === chosen}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
            style={{ transform: `translateY(${(first + index) * ROW_HEIGHT}px)` }}
            onClick={() => choose(first + index)}
          >
            {children(row)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The row that a key leads to. */
function targetOf(key: string, from: number, count: number, page: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    // Nothing is chosen: the newest is.
    ArrowUp: from === -1 ? count - 1 : from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const target = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}
