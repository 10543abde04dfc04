import { JsonView } from "./json-view.js";
import { visibleText } from "./visible-text.js";

/** Facts by their names; those that are undefined are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, string | undefined])[] }) {
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{visibleText(value)}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

interface SeenValuesProps {
  /** What a message carries, as far as it is told. */
  readonly line: {
    readonly values?: { readonly text: string; readonly truncated?: boolean };
    readonly hidden?: true;
  };
}

/** The values of a message that was seen, or why they are hidden. */
export function SeenValues({ line: { values, hidden } }: SeenValuesProps) {
  if (hidden)
    return (
      <p class="soft">
        Hidden: no definition is known that says what of it is secret. “values without a definition” shows
        those that come from then on.
      </p>
    );
  return values === undefined ? null : <JsonView text={values.text} truncated={values.truncated ?? false} />;
}
