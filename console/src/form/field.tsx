import { useId } from "preact/hooks";
import type { JsonValue } from "../json/parse-json.js";
import { visibleLines, visibleText } from "../parts/visible-text.js";
import type { ControlAttributes, Edited } from "./edited.js";
import { initialValue } from "./initial-value.js";
import { shapeOf } from "./schema-shape.js";
import { schemaWords } from "./schema-words.js";

interface FieldProps extends Omit<Edited, "value" | "onChange"> {
  readonly name: string;
  readonly isRequired: boolean;
  /** Undefined when it is left out. */
  readonly value: JsonValue | undefined;
  /** Undefined leaves it out. */
  readonly onChange: (value: JsonValue | undefined) => void;
}

/** A value with its name, its type, what is said of it, and what is wrong. */
export function Field({ name, isRequired, value, onChange, ...place }: FieldProps) {
  const id = useId();
  const shape = shapeOf(place.schema, place.definitions);
  const found = place.problems.get(place.pointer) ?? [];
  const isSet = value !== undefined;
  const description = typeof shape.schema.description === "string" ? shape.schema.description : "";
  const attributes: ControlAttributes = {
    id,
    "aria-invalid": found.length > 0,
    "aria-describedby": `${id}-words ${id}-problems`,
  };
  const toggle = () => onChange(isSet ? undefined : initialValue(place.schema, place.definitions));
  return (
    <div class="field">
      <div class="field-head">
        {/* What is filled in and must be there has no button to leave it out. */}
        {!(isRequired && isSet) && (
          <input
            type="checkbox"
            checked={isSet}
            onChange={toggle}
            aria-label={`send ${visibleText(name)}`}
            title={isSet ? "is sent" : "is left out"}
          />
        )}
        <label for={id} class="name">
          {visibleText(name)}
        </label>
        {isRequired && <span class="required">required</span>}
        <span id={`${id}-words`} class="soft">
          {visibleText(schemaWords(shape))}
        </span>
      </div>
      {description !== "" && <p class="description">{visibleLines(description)}</p>}
      {isSet && <place.Control {...place} value={value} onChange={onChange} attributes={attributes} />}
      <div id={`${id}-problems`} class="problems">
        {found.map((problem) => (
          <p key={problem}>{visibleText(problem)}</p>
        ))}
      </div>
    </div>
  );
}
