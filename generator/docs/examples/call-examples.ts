import type { MethodModel, ParamModel, ServiceModel } from "../../../src/definition/model.js";
import { serviceNames } from "../../../src/definition/names.js";
import { nextVersion, parseVersion } from "../../../src/definition/version.js";
import { stringifyJson } from "../../../src/json/json.js";
import type { SetDefinitions } from "../../../src/subset/definitions.js";
import { propertyKey } from "../../emit/literal.js";
import type { ExampleGroup } from "./example-group.js";
import { exampleValue } from "./example-value.js";
import type { ProgramValue } from "./program-value.js";
import { type Argument, modulesToAllow, pythonCall, pythonTransport } from "./python-text.js";
import { shellCommand } from "./shell-text.js";
import { bracketed, jsonValue, type PlacedText, pythonValue, typescriptValue } from "./value-text.js";

type Way = "call" | "cast";

/** With more arguments than these a reader loses which is which. */
const MOST_BY_POSITION = 3;

/**
 * Shows how a method is called, with the parameters it needs, or with the first when it needs none, and what it returns.
 *
 * @param definitions those of the model
 * @param programValue that of the model
 */
export function callExamples(
  model: ServiceModel,
  method: MethodModel,
  definitions: SetDefinitions,
  programValue: ProgramValue,
  sourceFile: string,
): ExampleGroup[] {
  const current = method.params.filter(({ until }) => until === undefined);
  const required = current.filter((param) => param.required);
  const shown = required.length > 0 ? required : current.slice(0, 1);
  const args = shown.map(
    ({ name, schema }): Argument => ({ name, value: exampleValue(definitions, schema) }),
  );
  const programArgs = args.map(({ name, value }): Argument => ({ name, value: programValue(value) }));
  const version = requestVersion(method, shown);
  const ways: readonly Way[] = method.kind === "both" ? ["call", "cast"] : [method.kind];
  const groups = ways.map(
    (way): ExampleGroup => ({
      title: way === "cast" ? "Cast" : "Call",
      examples: [
        { language: "ts", text: typescript(model, method, programArgs, way) },
        { language: "python", text: python(model, method, args, version, way) },
        { language: "sh", text: shell(method, args, sourceFile, way) },
      ],
    }),
  );
  return [...groups, ...resultExample(method, definitions)];
}

function resultExample(method: MethodModel, definitions: SetDefinitions): ExampleGroup[] {
  if (!hasResult(method, "call")) return [];
  const text = jsonValue(exampleValue(definitions, method.result));
  return [{ title: "Result", examples: [{ language: "json", text }] }];
}

function typescript(model: ServiceModel, method: MethodModel, args: readonly Argument[], way: Way): string {
  const casts = method.kind === "both" && way === "cast" ? "cast." : "";
  const start = `${hasResult(method, way) ? "const result = await" : "await"} client.${casts}`;
  return [
    `const client = new ${serviceNames(model.service).type}Client(getRpcTransport());`,
    args.length > MOST_BY_POSITION || args.some(({ name }, index) => method.params[index]?.name !== name)
      ? namedCall(`${start}named.${method.property}`, args)
      : bracketed(
          { before: `${start}${method.property}(`, after: ");", last: "," },
          args.map(
            ({ value }): PlacedText =>
              (indent, used) =>
                typescriptValue(value, indent, used),
          ),
        )(0, 0),
  ].join("\n");
}

function namedCall(start: string, args: readonly Argument[]): string {
  const members = args.map(({ name, value }): PlacedText => {
    const key = `${propertyKey(name)}: `;
    return (indent, used) => key + typescriptValue(value, indent, used + key.length);
  });
  const [before, after] = [`${start}({`, "});"];
  const text = bracketed({ before, after, last: "," }, members)(0, 0);
  return text.includes("\n") ? text : `${before} ${text.slice(before.length, -after.length)} ${after}`;
}

function python(
  model: ServiceModel,
  method: MethodModel,
  args: readonly Argument[],
  version: string,
  way: Way,
): string {
  const { topic, exchange, controlExchange, namespace } = model;
  const target = Object.entries({ topic, exchange, namespace, version })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): Argument => ({ name, value }));
  const errors = model.errors.filter(({ name }) => method.errors.includes(name));
  const call = pythonCall(
    `${hasResult(method, way) ? "result = " : ""}client.${way}`,
    ["{}", pythonValue(method.name)],
    args,
  );
  const defaults =
    controlExchange === undefined ? [] : [{ name: "control_exchange", value: controlExchange }];
  return [
    ...(defaults.length === 0 ? [] : [pythonCall("oslo_messaging.set_transport_defaults", [], defaults)]),
    pythonTransport("get_rpc_transport", modulesToAllow(errors)),
    pythonCall("target = oslo_messaging.Target", [], target),
    "client = oslo_messaging.get_rpc_client(transport, target)",
    call,
  ].join("\n");
}

function shell(method: MethodModel, args: readonly Argument[], sourceFile: string, way: Way): string {
  const words = args.map(
    ({ name, value }) => `${name}=${typeof value === "string" ? value : stringifyJson(value)}`,
  );
  return shellCommand(["oslo-rpc", way, "--schema", sourceFile, method.name, ...words]);
}

/** The version that the schema of a parameter came with. */
function beginningOf({ since, earlier = [] }: ParamModel): string | undefined {
  return nextVersion(earlier.at(-1)?.until) ?? since;
}

function hasResult({ kind, result }: MethodModel, way: Way): boolean {
  return kind !== "cast" && way === "call" && result !== undefined;
}

/** The version that a client sends: the first that has method and parameters, and lacks what is left out. */
function requestVersion(method: MethodModel, params: MethodModel["params"]): string {
  const gone = method.params.flatMap(({ wasRequired, until }) =>
    wasRequired ? (nextVersion(until) ?? []) : [],
  );
  const versions = [method.since, ...gone, ...params.flatMap((param) => beginningOf(param) ?? [])];
  return versions.reduce((latest, version) =>
    (parseVersion(version)?.minor ?? 0) > (parseVersion(latest)?.minor ?? 0) ? version : latest,
  );
}
