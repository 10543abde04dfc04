import { argumentWords } from "../../../src/definition/argument-word.js";
import type { ExampleError } from "../../../src/definition/descriptor.js";
import type { MethodModel, ParamModel, ServiceModel } from "../../../src/definition/model.js";
import { serviceNames } from "../../../src/definition/names.js";
import { nextVersion, parseVersion } from "../../../src/definition/version.js";
import type { SetDefinitions } from "../../../src/subset/definitions.js";
import { inOrder, type ProgramExample } from "../../example-text/program-examples.js";
import {
  type Argument,
  isSentByPython,
  modulesToAllow,
  pythonCall,
  pythonTransport,
} from "../../example-text/python-text.js";
import { typescriptCall } from "../../example-text/typescript-call.js";
import { jsonValue, pythonValue } from "../../example-text/value-text.js";
import type { ExampleGroup } from "./example-group.js";
import { exampleValue } from "./example-value.js";
import type { ProgramValue } from "./program-value.js";
import { shellCommand } from "./shell-text.js";

type Way = "call" | "cast";

/** All that the examples of a method are made of. */
interface Sources {
  readonly model: ServiceModel;
  readonly method: MethodModel;
  readonly sourceFile: string;
}

/** The arguments of one call: as they travel, and as programs have them. */
interface ShownCall {
  readonly version: string;
  readonly args: readonly Argument[];
  readonly programArgs: readonly Argument[];
}

/**
 * Shows how a method is called, with the parameters it needs, or with the first when it needs none, and what it returns;
 * or the calls that the definition has as examples.
 *
 * @param given the examples of the definition
 * @param definitions those of the model
 * @param programValue that of the model
 */
export function callExamples(
  sources: Sources,
  given: readonly ProgramExample[],
  definitions: SetDefinitions,
  programValue: ProgramValue,
): ExampleGroup[] {
  const { method } = sources;
  if (given.length > 0) return given.flatMap((each) => givenExample(sources, each));
  const current = method.params.filter(({ until }) => until === undefined);
  const required = current.filter((param) => param.required);
  const shown = required.length > 0 ? required : current.slice(0, 1);
  const both = shown.map(({ name, schema }) => {
    const value = exampleValue(definitions, schema);
    return { travels: { name, value }, program: { name, value: programValue(schema, value) } };
  });
  const args = both.map(({ travels }): Argument => travels);
  const programArgs = both.map(({ program }): Argument => program);
  const version = requestVersion(method, shown);
  const ways: readonly Way[] = method.kind === "both" ? ["call", "cast"] : [method.kind];
  const groups = ways.map((way) => callGroup(sources, { args, programArgs, version }, way, titleOf(way)));
  return [...groups, ...resultExample(method, definitions)];
}

function titleOf(way: Way): string {
  return way === "cast" ? "Cast" : "Call";
}

/** An example of the definition. One of a method that is called and cast has an answer, so that it is a call. */
function givenExample(sources: Sources, given: ProgramExample): ExampleGroup[] {
  const { example, args: programArgs, version } = given;
  const { method } = sources;
  const way = method.kind === "cast" ? "cast" : "call";
  const args = inOrder(method, example.arguments);
  const group = callGroup(sources, { args, programArgs, version }, way, `${titleOf(way)}: ${example.name}`);
  const { description, error, result } = example;
  return [
    { ...group, ...(description === undefined ? {} : { description }) },
    ...(error === undefined ? [] : [errorGroup(error)]),
    ...(result === undefined ? [] : [resultGroup(result)]),
  ];
}

function errorGroup({ name, message = "", kwargs = {} }: ExampleError): ExampleGroup {
  const text = jsonValue({ message, kwargs });
  return { title: `Error: ${name}`, examples: [{ language: "json", text }] };
}

function resultGroup(result: unknown): ExampleGroup {
  return { title: "Result", examples: [{ language: "json", text: jsonValue(result) }] };
}

function callGroup(sources: Sources, call: ShownCall, way: Way, title: string): ExampleGroup {
  const isSent = isSentByPython(call.args.map(({ name }) => name));
  return {
    title,
    examples: [
      { language: "ts", text: typescript(sources, call.programArgs, way) },
      ...(isSent ? [{ language: "python" as const, text: python(sources, call, way) }] : []),
      { language: "sh", text: shell(sources, call.args, way) },
    ],
  };
}

function resultExample(method: MethodModel, definitions: SetDefinitions): ExampleGroup[] {
  return hasResult(method, "call") ? [resultGroup(exampleValue(definitions, method.result))] : [];
}

function typescript({ model, method }: Sources, args: readonly Argument[], way: Way): string {
  const casts = method.kind === "both" && way === "cast" ? "cast." : "";
  const start = `${hasResult(method, way) ? "const result = await" : "await"} client.${casts}`;
  return [
    `const client = new ${serviceNames(model.service).type}Client(getRpcTransport());`,
    typescriptCall(start, method, args),
  ].join("\n");
}

function python({ model, method }: Sources, { args, version }: ShownCall, way: Way): string {
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

function shell({ model, method, sourceFile }: Sources, args: readonly Argument[], way: Way): string {
  const definitions = Object.fromEntries(model.$defs.map(({ name, schema }) => [name, schema]));
  const words = argumentWords(
    args.map(({ name, value }) => [name, value] as const),
    method.params,
    definitions,
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
