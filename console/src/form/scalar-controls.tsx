import { useState } from "preact/hooks";
import { type JsonObject, type JsonValue, parseJson } from "../json/parse-json.js";
import { writeJson } from "../json/write-json.js";
import { visibleText } from "../parts/visible-text.js";
import type { ControlAttributes, Edited } from "./edited.js";
import { typedNumber } from "./schema-words.js";

interface ScalarProps extends Pick<Edited, "value" | "onChange"> {
  readonly attributes: ControlAttributes;
}

/** A text; one of several lines has several. What a definition calls secret is not shown. */
export function TextControl({ value, onChange, attributes, schema }: ScalarProps & { schema: JsonObject }) {
  const text = typeof value === "string" ? value : writeJson(value);
  const change = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  if (text.includes("\n"))
    return (
      <textarea {...attributes} rows={Math.min(12, text.split("\n").length)} value={text} onInput={change} />
    );
  const common = { ...attributes, autocomplete: "off", spellcheck: false, value: text, onInput: change };
  const isSecret = schema.writeOnly === true || schema.format === "password";
  return isSecret ? <input {...common} type="password" /> : <input {...common} type="text" />;
}

/** A number of any size. While it is typed it stays as it is typed. */
export function NumberControl({ value, onChange, attributes }: ScalarProps) {
  const [text, setText] = useTyped(
    value,
    (given) => (typeof given === "string" ? given : writeJson(given)),
    typedNumber,
  );
  return (
    <input
      {...attributes}
      type="text"
      inputMode="decimal"
      autocomplete="off"
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value);
        onChange(typedNumber(currentTarget.value));
      }}
    />
  );
}

/** True or false. */
export function BooleanControl(props: ScalarProps) {
  return <ChoiceControl {...props} choices={[true, false]} />;
}

/** One of several values; one that is none of them is shown too. */
export function ChoiceControl({
  value,
  onChange,
  attributes,
  choices,
}: ScalarProps & { choices: readonly JsonValue[] }) {
  const index = choices.findIndex((choice) => writeJson(choice) === writeJson(value));
  return (
    <select
      {...attributes}
      value={String(index)}
      onChange={({ currentTarget }) => onChange(choices[Number(currentTarget.value)] ?? null)}
    >
      {index === -1 && <option value="-1">{shown(value)}</option>}
      {choices.map((choice, place) => (
        <option key={writeJson(choice)} value={String(place)}>
          {shown(choice)}
        </option>
      ))}
    </select>
  );
}

/** Anything, as JSON; what is none is taken as a text. */
export function AnythingControl({ value, onChange, attributes }: ScalarProps) {
  const [text, setText] = useTyped(value, writtenAnything, typedAnything);
  return (
    <textarea
      {...attributes}
      rows={Math.min(12, text.split("\n").length)}
      spellcheck={false}
      placeholder="JSON, or a text"
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value);
        onChange(typedAnything(currentTarget.value));
      }}
    />
  );
}

/** The text of a value: as it was typed, unless the value was changed elsewhere. */
function useTyped(
  value: JsonValue,
  write: (value: JsonValue) => string,
  read: (text: string) => JsonValue,
): [string, (text: string) => void] {
  const [text, setText] = useState(() => write(value));
  const isTyped = writeJson(read(text)) === writeJson(value);
  return [isTyped ? text : write(value), setText];
}

function typedAnything(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function writtenAnything(value: JsonValue): string {
  // Quotes only where the text would be read as something else.
  return typeof value === "string" && typedAnything(value) === value ? value : writeJson(value);
}

function shown(value: JsonValue): string {
  const text = visibleText(typeof value === "string" ? value : writeJson(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
