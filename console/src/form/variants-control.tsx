import { useState } from "preact/hooks";
import type { JsonObject } from "../json/parse-json.js";
import { visibleText } from "../parts/visible-text.js";
import type { ControlAttributes, Edited } from "./edited.js";
import { initialValue } from "./initial-value.js";
import { shapeOf } from "./schema-shape.js";
import { variantName } from "./schema-words.js";
import { variantOf } from "./variant-of.js";

interface VariantsProps extends Edited {
  readonly variants: readonly JsonObject[];
  readonly attributes: ControlAttributes;
}

/** A value that one of several schemas may describe: the choice of it, and its control. */
export function VariantsControl({ variants, attributes, ...edited }: VariantsProps) {
  const { value, definitions, onChange, Control } = edited;
  const [chosen, setChosen] = useState<number>();
  const index = chosen ?? variantOf(value, variants, definitions);
  const inner = { ...attributes, id: `${attributes.id}-value`, "aria-label": "value" };
  return (
    <div class="variants">
      <select
        id={attributes.id}
        aria-describedby={attributes["aria-describedby"]}
        value={String(index)}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          setChosen(next);
          onChange(initialValue(variants[next], definitions));
        }}
      >
        {variants.map((variant, place) => (
          <option key={place} value={String(place)}>
            {visibleText(variantName(shapeOf(variant, definitions), place))}
          </option>
        ))}
      </select>
      <Control {...edited} schema={variants[index]} attributes={inner} />
    </div>
  );
}
