import type { JsonObject, JsonValue } from "../json/parse-json.js";
import { visibleText } from "../parts/visible-text.js";
import type { ControlAttributes, Edited } from "./edited.js";
import { initialValue } from "./initial-value.js";
import { AnythingControl } from "./scalar-controls.js";
import { itemSchema } from "./schema-shape.js";

/** So many items have fields; more are edited as JSON. */
const MOST_ITEMS = 50;

interface ArrayProps extends Edited {
  readonly schema: JsonObject;
  readonly attributes: ControlAttributes;
}

/** The items of an array, one below the other. */
export function ArrayControl({ schema, attributes, ...edited }: ArrayProps) {
  const { value, definitions, pointer, problems, onChange, Control } = edited;
  if (!Array.isArray(value)) return <AnythingControl {...edited} attributes={attributes} />;
  const items = value as readonly JsonValue[];
  const add = () => onChange([...items, initialValue(itemSchema(schema, items.length), definitions)]);
  return (
    <div class="items">
      {items.slice(0, MOST_ITEMS).map((item, index) => {
        const place = `${pointer}/${index}`;
        const found = problems.get(place) ?? [];
        const id = `${attributes.id}-${index}`;
        return (
          <div class="item" key={index}>
            <label for={id} class="soft">
              {index}
            </label>
            <div>
              <Control
                schema={itemSchema(schema, index)}
                definitions={definitions}
                value={item}
                pointer={place}
                problems={problems}
                Control={Control}
                attributes={{ id, "aria-invalid": found.length > 0, "aria-describedby": `${id}-problems` }}
                onChange={(changed) => onChange(items.map((own, at) => (at === index ? changed : own)))}
              />
              <div id={`${id}-problems`} class="problems">
                {found.map((problem) => (
                  <p key={problem}>{visibleText(problem)}</p>
                ))}
              </div>
            </div>
            <button
              type="button"
              aria-label={`remove item ${index}`}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            >
              ×
            </button>
          </div>
        );
      })}
      {items.length > MOST_ITEMS && (
        <p class="soft">and {items.length - MOST_ITEMS} more items, to be edited as JSON</p>
      )}
      {/* The label of the whole leads to what can always be pressed. */}
      <button
        type="button"
        id={attributes.id}
        aria-label="Add item"
        aria-describedby={attributes["aria-describedby"]}
        onClick={add}
      >
        Add item
      </button>
    </div>
  );
}
