import { useState } from "preact/hooks";
import type { CallRequest, Method, Param, ServiceDetail } from "../../../src/console/api.js";
import { type JsonObject, type JsonValue, parseJson } from "../json/parse-json.js";
import { usePart } from "../parts/changing.js";
import { Tabs } from "../parts/tabs.js";
import { visibleLines, visibleText } from "../parts/visible-text.js";
import { ArgumentsEditor, initialArguments } from "./arguments-editor.js";
import { CallOptions, type ChosenOptions } from "./call-options.js";
import { History } from "./history.js";
import { Outcome } from "./outcome.js";
import { SchemaView } from "./schema-view.js";
import { Kind } from "./service-menu.js";
import { SnippetTabs } from "./snippet-tabs.js";
import type { Workbench } from "./workbench.js";

interface MethodPageProps {
  readonly service: ServiceDetail;
  readonly method: Method;
  readonly workbench: Workbench;
  readonly isReadOnly: boolean;
}

const TABS = [
  ["result", "Result"],
  ["history", "History"],
  ["copy", "Copy as"],
  ["returns", "Returns"],
] as const;

/** A method: its arguments, a request with them, and what came of it. */
export function MethodPage({ service, method, workbench, isReadOnly }: MethodPageProps) {
  const draft = `${service.id} ${method.name}`;
  const schema = argumentsSchema(method);
  const [text, setText] = useState(
    () => workbench.drafts.get(draft) ?? initialArguments(method, schema, service.$defs as JsonObject),
  );
  const [options, setOptions] = useState<ChosenOptions>(() => ({
    kind: method.kind === "cast" ? "cast" : "call",
    server: "",
    fanout: false,
    timeout: method.timeout === undefined ? "" : String(method.timeout),
  }));
  const [tab, setTab] = useState<(typeof TABS)[number][0]>("result");
  const [chosenEntry, setChosenEntry] = useState<number>();
  const history = usePart(workbench, (bench) => bench.history);
  const own = history.filter(
    ({ request }) => request.service === service.id && request.method === method.name,
  );
  const entry = own.find(({ id }) => id === chosenEntry) ?? own[0];
  const request = requestOf(service, method, options, text);
  const isSendable = !isReadOnly && isJson(text);

  const change = (changed: string) => {
    workbench.drafts.set(draft, changed);
    setText(changed);
  };
  const send = () => {
    if (!isSendable) return;
    setChosenEntry(workbench.send(request));
    setTab("result");
  };
  return (
    <section
      aria-label={method.name}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
      }}
    >
      <h1>
        <code>{visibleText(method.name)}</code> <Kind method={method} />
        {method.deprecated && <span class="badge warn">deprecated</span>}
      </h1>
      <p class="soft">
        {visibleText(`${service.name} ${service.version}, topic ${service.topic}, since ${method.since}`)}
      </p>
      {method.description !== undefined && <p class="description">{visibleLines(method.description)}</p>}
      <div class="columns">
        <div>
          <ArgumentsEditor service={service} method={method} schema={schema} text={text} onChange={change} />
          <CallOptions service={service} method={method} options={options} onChange={setOptions} />
          <p class="send">
            <button type="button" class="main" disabled={!isSendable} onClick={send}>
              {options.kind === "call" ? "Call" : "Cast"}
            </button>
            <span class="soft">
              {isReadOnly ? "read-only: requests are switched off (--read-only)" : "Ctrl+Enter"}
            </span>
          </p>
        </div>
        <div>
          <Tabs label="of this method" tabs={TABS} chosen={tab} onChoose={setTab}>
            {tab === "result" && <Outcome entry={entry} onGiveUp={(id) => workbench.giveUp(id)} />}
            {tab === "history" && (
              <History
                entries={own}
                chosen={entry?.id}
                onChoose={({ id, request: former }) => {
                  change(former.arguments);
                  setOptions(optionsOf(former));
                  setChosenEntry(id);
                  setTab("result");
                }}
              />
            )}
            {tab === "copy" && <SnippetTabs request={request} />}
            {tab === "returns" && <SchemaView service={service} method={method} />}
          </Tabs>
        </div>
      </div>
    </section>
  );
}

/** The arguments of a method by name, as one object. */
function argumentsSchema({ params, additionalParams }: Method): JsonObject {
  return {
    type: "object",
    properties: Object.fromEntries(params.map((param) => [param.name, described(param)])),
    required: params.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: (additionalParams ?? false) as JsonValue,
  };
}

function described({ schema, description }: Param): JsonValue {
  if (typeof schema === "boolean") return description === undefined ? {} : { description };
  return { ...(schema as JsonObject), ...(description !== undefined && { description }) };
}

function requestOf(
  service: ServiceDetail,
  method: Method,
  { kind, server, fanout, timeout }: ChosenOptions,
  text: string,
): CallRequest {
  const seconds = Number(timeout);
  return {
    service: service.id,
    method: method.name,
    kind,
    arguments: text,
    ...(server !== "" && { server }),
    ...(kind === "cast" && fanout && { fanout }),
    ...(kind === "call" && timeout !== "" && seconds > 0 && { timeout: seconds }),
  };
}

function optionsOf({ kind, server = "", fanout = false, timeout }: CallRequest): ChosenOptions {
  return { kind, server, fanout, timeout: timeout === undefined ? "" : String(timeout) };
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
