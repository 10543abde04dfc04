import type { ComponentChildren } from "preact";
import { visibleText } from "./visible-text.js";

/** The filters above a list. */
export function FilterBar({ children }: { children: ComponentChildren }) {
  return (
    <search class="filters" aria-label="filters">
      {children}
    </search>
  );
}

interface SelectFilterProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly onChange: (value: string) => void;
}

/** A filter by one of the values that there are. */
export function SelectFilter({ label, value, choices, onChange }: SelectFilterProps) {
  // What was chosen stays, also when the last row with it has gone.
  const all = value === "" || choices.includes(value) ? choices : [...choices, value];
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">all</option>
        {all.map((choice) => (
          <option key={choice} value={choice}>
            {visibleText(choice).slice(0, 80)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A filter by words. */
export function TextFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label class="grow">
      <span>Text</span>
      <input
        type="search"
        class="filter"
        placeholder="Filter ( / )"
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}

/** The different values of rows, in alphabetical order; so many that a list can be read. */
export function choicesOf<T>(rows: readonly T[], pick: (row: T) => string | undefined): readonly string[] {
  const found = new Set<string>();
  for (const row of rows) {
    const value = pick(row);
    if (value !== undefined && value !== "" && found.size < 200) found.add(value);
  }
  return [...found].sort();
}
