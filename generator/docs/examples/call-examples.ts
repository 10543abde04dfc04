import type { MethodModel, ServiceModel } from "../../../src/definition/model.js";
import { isIdentifier, serviceNames } from "../../../src/definition/names.js";
import { parseVersion } from "../../../src/definition/version.js";
import { stringifyJson } from "../../../src/json/json.js";
import { isJsonObject } from "../../../src/json/json-object.js";
import type { Definitions } from "../../../src/subset/definitions.js";
import { literal, stringLiteral } from "../../emit/literal.js";
import { exampleValue } from "./example-value.js";

/** The same call in the three languages that people speak to a service in. */
export interface CallExamples {
  readonly typescript: string;
  readonly python: string;
  readonly shell: string;
}

interface Argument {
  readonly name: string;
  readonly value: unknown;
}

const PYTHON_WORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield self"
  ).split(" "),
);

/**
 * Shows how a method is called: with the parameters it needs, or with the first when it needs none.
 *
 * @param definitions those of the model
 */
export function callExamples(
  model: ServiceModel,
  method: MethodModel,
  definitions: Definitions,
  sourceFile: string,
): CallExamples {
  const required = method.params.filter((param) => param.required);
  const shown = required.length > 0 ? required : method.params.slice(0, 1);
  const args = shown.map(
    ({ name, schema }): Argument => ({ name, value: exampleValue(definitions, schema) }),
  );
  return {
    typescript: typescript(model, method, args),
    python: python(model, method, args, requestVersion(method, shown)),
    shell: shell(method, args, sourceFile),
  };
}

function typescript({ service }: ServiceModel, method: MethodModel, args: readonly Argument[]): string {
  const call = `client.${method.property}(${args.map(({ value }) => literal(value, 0, 40)).join(", ")});`;
  return [
    `const client = new ${serviceNames(service).type}Client(getRpcTransport());`,
    method.kind === "cast" || method.result === undefined ? `await ${call}` : `const result = await ${call}`,
  ].join("\n");
}

function python(
  model: ServiceModel,
  method: MethodModel,
  args: readonly Argument[],
  version: string,
): string {
  const { topic, exchange, namespace } = model;
  const target = Object.entries({ topic, exchange, namespace, version })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${pythonLiteral(value)}`);
  const isPlain = args.every(
    ({ name }) => isIdentifier(name) && /^[\w]+$/.test(name) && !PYTHON_WORDS.has(name),
  );
  const pairs = args.map(({ name, value }) =>
    isPlain ? `${name}=${pythonLiteral(value)}` : `${pythonLiteral(name)}: ${pythonLiteral(value)}`,
  );
  const words = args.length === 0 ? [] : [isPlain ? pairs.join(", ") : `**{${pairs.join(", ")}}`];
  const call = `client.${method.kind}({}, ${[pythonLiteral(method.name), ...words].join(", ")})`;
  return [
    `target = oslo_messaging.Target(${target.join(", ")})`,
    "client = oslo_messaging.get_rpc_client(transport, target)",
    method.kind === "call" && method.result !== undefined ? `result = ${call}` : call,
  ].join("\n");
}

function shell(method: MethodModel, args: readonly Argument[], sourceFile: string): string {
  const words = args.map(
    ({ name, value }) => `${name}=${typeof value === "string" ? value : stringifyJson(value)}`,
  );
  return ["oslo-rpc", method.kind, "--schema", ...[sourceFile, method.name, ...words].map(shellWord)].join(
    " ",
  );
}

/** The version that a client sends: the latest of the versions that method and parameters came with. */
function requestVersion(method: MethodModel, params: MethodModel["params"]): string {
  const versions = [method.since, ...params.flatMap(({ since }) => (since === undefined ? [] : [since]))];
  return versions.reduce((latest, version) =>
    (parseVersion(version)?.minor ?? 0) > (parseVersion(latest)?.minor ?? 0) ? version : latest,
  );
}

function pythonLiteral(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${pythonLiteral(name)}: ${pythonLiteral(member)}`,
  );
  return `{${members.join(", ")}}`;
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
