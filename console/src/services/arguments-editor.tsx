import { useId } from "preact/hooks";
import type { Method, Problem, ServiceDetail, ValidateAnswer } from "../../../src/console/api.js";
import { Control } from "../form/control.js";
import { initialValue } from "../form/initial-value.js";
import { ObjectControl } from "../form/object-control.js";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json/parse-json.js";
import { writeJson } from "../json/write-json.js";
import { useSettled } from "../parts/changing.js";
import { Note } from "../parts/note.js";
import { visibleText } from "../parts/visible-text.js";
import { counted } from "../parts/words.js";
import { requestJson, troubleText } from "../server/request.js";
import { useAnswer } from "../server/use-answer.js";

interface ArgumentsEditorProps {
  readonly service: ServiceDetail;
  readonly method: Method;
  readonly schema: JsonObject;
  /** JSON as it is typed: it decides, and the form shows what it says. */
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Without a pause in typing this long nothing is checked. */
const SETTLED_MS = 250;

/** Arguments in a form and, beside it, as JSON. What is changed in one is changed in the other. */
export function ArgumentsEditor({ service, method, schema, text, onChange }: ArgumentsEditorProps) {
  const id = useId();
  const { value, problem } = readArguments(text);
  const settled = useSettled(text, SETTLED_MS);
  const checked = useAnswer(
    (signal) =>
      requestJson<ValidateAnswer>(
        "/api/validate",
        { service: service.id, method: method.name, arguments: settled },
        signal,
      ),
    [settled, service.id, method.name],
  );
  // What is said of a former text would stand at the wrong fields.
  const problems = problem === undefined && settled === text ? (checked.value?.problems ?? []) : [];
  return (
    <section aria-label="arguments">
      <div class="editor-head">
        <h2>Arguments</h2>
        {method.examples.length > 0 && (
          <select
            aria-label="fill in an example"
            value=""
            onChange={({ currentTarget }) => {
              const example = method.examples[Number(currentTarget.value)];
              if (example !== undefined) onChange(laidOut(example.arguments));
              currentTarget.value = "";
            }}
          >
            <option value="">Examples</option>
            {method.examples.map(({ title }, index) => (
              <option key={index} value={String(index)}>
                {visibleText(title)}
              </option>
            ))}
          </select>
        )}
        <button
          type="button"
          onClick={() => onChange(initialArguments(method, schema, service.$defs as JsonObject))}
        >
          Reset
        </button>
      </div>
      <div class="editor">
        <div class="form">
          {value === undefined ? (
            <p class="soft">The form is there when the JSON beside it is an object.</p>
          ) : (
            <ObjectControl
              schema={schema}
              definitions={service.$defs as JsonObject}
              value={value}
              pointer=""
              Control={Control}
              problems={byPointer(problems)}
              onChange={(changed) => onChange(writeJson(changed))}
            />
          )}
          {value !== undefined && method.params.length === 0 && method.additionalParams === undefined && (
            <p class="soft">It takes no arguments.</p>
          )}
        </div>
        <div class="raw">
          <label for={id} class="soft">
            JSON
          </label>
          <textarea
            id={id}
            spellcheck={false}
            rows={Math.max(4, Math.min(20, text.split("\n").length + 1))}
            value={text}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-problem`}
            onInput={({ currentTarget }) => onChange(currentTarget.value)}
          />
          <p id={`${id}-problem`} class="problems">
            {visibleText(problem ?? "")}
          </p>
        </div>
      </div>
      <Verdict problems={problems} />
      {checked.trouble !== undefined && <Note isBad text={`Not checked: ${checked.trouble}`} />}
      {checked.isSlow && <Note text="Not checked yet: the console does not answer so far." />}
    </section>
  );
}

function Verdict({ problems }: { problems: readonly Problem[] }) {
  return (
    <div class="verdict" role="status">
      {problems.length > 0 && (
        <details>
          <summary>{counted(problems.length, "problem")}</summary>
          <ul>
            {problems.map(({ pointer, message }) => (
              <li key={`${pointer} ${message}`}>
                {visibleText(pointer === "" ? message : `${pointer}: ${message}`)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** The arguments that a method is begun with: its first example, or the emptiest that its schema names. */
export function initialArguments(
  { examples: [example] }: Method,
  schema: JsonObject,
  definitions: JsonObject,
): string {
  return example === undefined ? writeJson(initialValue(schema, definitions)) : laidOut(example.arguments);
}

function readArguments(text: string): { value?: JsonObject; problem?: string } {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? { value } : { problem: "arguments are a JSON object, by name" };
  } catch (error) {
    return { problem: troubleText(error) };
  }
}

function laidOut(text: string): string {
  try {
    return writeJson(parseJson(text) as JsonValue);
  } catch {
    return text;
  }
}

function byPointer(problems: readonly Problem[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { pointer, message } of problems) found.set(pointer, [...(found.get(pointer) ?? []), message]);
  return found;
}
