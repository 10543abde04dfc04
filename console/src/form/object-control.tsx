import { useState } from "preact/hooks";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/parse-json.js";
import { visibleText } from "../parts/visible-text.js";
import type { ControlAttributes, Edited } from "./edited.js";
import { Field } from "./field.js";
import { initialValue } from "./initial-value.js";
import { escapedName } from "./pointer.js";
import { AnythingControl } from "./scalar-controls.js";
import { furtherMembers, memberSchemas, requiredNames } from "./schema-shape.js";

/** So many further members have fields; more are edited as JSON. */
const MOST_FURTHER = 100;

interface ObjectProps extends Edited {
  readonly schema: JsonObject;
  readonly attributes?: ControlAttributes;
}

/** The members of an object, those that the schema names first. */
export function ObjectControl({ schema, attributes, ...edited }: ObjectProps) {
  const { value, definitions, pointer, problems, onChange, Control } = edited;
  if (!isJsonObject(value)) return attributes && <AnythingControl {...edited} attributes={attributes} />;
  const named = memberSchemas(schema);
  const names = new Set(named.map(([name]) => name));
  const required = requiredNames(schema);
  const further = Object.keys(value).filter((name) => !names.has(name));
  const rest = furtherMembers(schema);
  const field = (name: string, member: JsonValue | undefined, isRequired: boolean) => (
    <Field
      key={name}
      name={name}
      schema={member}
      definitions={definitions}
      isRequired={isRequired}
      value={Object.hasOwn(value, name) ? value[name] : undefined}
      pointer={`${pointer}/${escapedName(name)}`}
      problems={problems}
      Control={Control}
      onChange={(changed) => onChange(withMember(value, name, changed))}
    />
  );
  return (
    <div class={pointer === "" ? "members top" : "members"}>
      {named.map(([name, member]) => field(name, member, required.has(name)))}
      {further.slice(0, MOST_FURTHER).map((name) => field(name, rest ?? {}, false))}
      {further.length > MOST_FURTHER && (
        <p class="soft">and {further.length - MOST_FURTHER} more members, to be edited as JSON</p>
      )}
      {rest !== undefined && (
        <AddMember
          taken={value}
          onAdd={(name) => onChange(withMember(value, name, initialValue(rest, definitions)))}
        />
      )}
    </div>
  );
}

function AddMember({ taken, onAdd }: { taken: JsonObject; onAdd: (name: string) => void }) {
  const [name, setName] = useState("");
  const isTaken = Object.hasOwn(taken, name);
  const add = () => {
    if (name === "" || isTaken) return;
    onAdd(name);
    setName("");
  };
  return (
    <div class="add">
      <input
        type="text"
        aria-label="name of a further member"
        placeholder="further member"
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      />
      <button type="button" disabled={name === "" || isTaken} onClick={add}>
        Add
      </button>
      {isTaken && name !== "" && <span class="soft">{visibleText(name)} is there</span>}
    </div>
  );
}

function withMember(value: JsonObject, name: string, changed: JsonValue | undefined): JsonObject {
  const entries = Object.entries(value);
  if (changed === undefined) return Object.fromEntries(entries.filter(([own]) => own !== name));
  // In its place, where it was there.
  return Object.fromEntries(
    Object.hasOwn(value, name)
      ? entries.map(([own, former]) => [own, own === name ? changed : former])
      : [...entries, [name, changed]],
  );
}
