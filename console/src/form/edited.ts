import type { ComponentType } from "preact";
import type { JsonObject, JsonValue } from "../json/parse-json.js";

/** A value that is edited, wherever it stands. */
export interface Edited {
  /** As it is in the definition, references and all. */
  readonly schema: JsonValue | undefined;
  /** What references lead to. */
  readonly definitions: JsonObject;
  readonly value: JsonValue;
  /** JSON pointer of the value in the arguments. */
  readonly pointer: string;
  /** What is wrong, by pointer. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
  readonly onChange: (value: JsonValue) => void;
  /** Draws a value inside this one: controls are inside one another, however their schemas are. */
  readonly Control: ComponentType<ControlProps>;
}

/** Attributes of the element that a value is typed into. */
export interface ControlAttributes {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
  /** Where no label leads to it. */
  readonly "aria-label"?: string;
}

/** A value with the element that it is typed into. */
export interface ControlProps extends Edited {
  readonly attributes: ControlAttributes;
}
