import type { JsonObject } from "../../../src/json/json-object.js";
import type { Client } from "../client/client-class.js";
import type { RecordedCall } from "../client/recorded-call.js";
import type { EndpointMethod } from "../endpoint/endpoint-class.js";
import { keywordUses } from "../endpoint/keyword-uses.js";
import type { Evidence } from "../evidence.js";
import type { Told } from "../objects/object-arguments.js";
import type { Docstring } from "../text/docstring.js";
import { isOpen } from "../types/typed-schema.js";
import { type ParamSource, paramOf, type Readers, type SentArgument } from "./param-facts.js";

/** A request and the client class that sends it. */
export interface ClientCall {
  readonly client: Client;
  readonly call: RecordedCall;
}

/** The parameters of a method, those that may be left out last. */
export function paramsOf(
  method: EndpointMethod | undefined,
  calls: readonly ClientCall[],
  docstring: Docstring,
  readers: Readers,
  evidence: Evidence,
): JsonObject[] {
  const sources =
    method === undefined ? sentOnly(calls, docstring) : declared(method, calls, docstring, evidence);
  const module = method?.owner.module ?? calls[0]?.client.class.module;
  if (module === undefined) return [];
  const ordered = optionalLast(sources, evidence);
  if (method !== undefined) evidence.certain("arguments, their order and defaults");
  else evidence.guessed("arguments and their order (from what a client sends)");
  return ordered.map((source) => paramOf(source, module, readers, evidence));
}

/** The parameters that the signature declares, and those that the method takes out of its `**kwargs`. */
function declared(
  method: EndpointMethod,
  calls: readonly ClientCall[],
  docstring: Docstring,
  evidence: Evidence,
): ParamSource[] {
  const { parameters: own, unlikelyContext } = method;
  if (unlikelyContext !== undefined)
    evidence.guessed(`${unlikelyContext} is the request context (by its place alone)`);
  const sources: ParamSource[] = [];
  const base = (name: string) => {
    const documented = docstring.params.get(name);
    return {
      name,
      sent: sentFor(calls, name),
      takenBy: takers(name, calls, method),
      ...(documented === undefined ? {} : { documented }),
    };
  };
  for (const parameter of own) {
    const { name, annotation, default: fallback } = parameter;
    if (parameter.kind === "rest") evidence.missing(`*${name} (no peer can send it)`);
    else if (parameter.kind === "keyword-rest") continue;
    else {
      if (parameter.kind === "positional-only")
        evidence.missing(`${name} is positional only, so that no peer can send it`);
      sources.push({
        ...base(name),
        required: fallback === undefined,
        ...(annotation === undefined ? {} : { annotation }),
        ...(fallback === undefined ? {} : { default: fallback, body: method.owner }),
      });
    }
  }
  const rest = own.find(({ kind }) => kind === "keyword-rest");
  if (rest === undefined) return sources;
  const known = new Set(sources.map(({ name }) => name));
  for (const use of keywordUses(method.function)) {
    if (known.has(use.name)) continue;
    known.add(use.name);
    evidence.guessed(`${use.name} (taken out of **${rest.name})`);
    const fallback = use.default;
    sources.push({ ...base(use.name), required: use.isRequired, ...(fallback && { default: fallback }) });
  }
  for (const name of new Set(calls.flatMap(({ call }) => [...call.args.keys()]))) {
    if (known.has(name)) continue;
    known.add(name);
    evidence.guessed(`${name} (a client sends it, for **${rest.name})`);
    sources.push({ ...base(name), required: false });
  }
  return sources;
}

/** The schema of what a method takes beside its parameters; undefined where it takes nothing else. */
export function furtherOf(
  method: EndpointMethod | undefined,
  { types }: Readers,
  evidence: Evidence,
): JsonObject | undefined {
  const rest = method?.parameters.find(({ kind }) => kind === "keyword-rest");
  if (method === undefined || rest === undefined) return undefined;
  const typed = rest.annotation && types.read(rest.annotation, method.owner.module);
  if (typed === undefined || isOpen(typed.schema)) {
    evidence.guessed(`further arguments of any type (**${rest.name})`);
    return {};
  }
  evidence.certain(`further arguments (**${rest.name})`);
  return typed.schema;
}

/** Where there is no endpoint class, what clients send is all that is known. */
function sentOnly(calls: readonly ClientCall[], docstring: Docstring): ParamSource[] {
  const names = new Set(calls.flatMap(({ call }) => [...call.args.keys()]));
  return [...names].map((name) => {
    const documented = docstring.params.get(name);
    return {
      name,
      sent: sentFor(calls, name),
      takenBy: takers(name, calls),
      required: calls.every(({ call }) => call.args.get(name)?.isOptional === false),
      ...(documented === undefined ? {} : { documented }),
    };
  });
}

function sentFor(calls: readonly ClientCall[], name: string): SentArgument[] {
  return calls.flatMap(({ client, call }) => {
    const member = call.args.get(name);
    return member === undefined ? [] : [{ member, module: client.class.module }];
  });
}

function takers(name: string, calls: readonly ClientCall[], method?: EndpointMethod): Told[] {
  const clients = calls.map(({ client, call }) => ({ function: call.from, module: client.class.module }));
  return [
    ...(method === undefined ? [] : [{ function: method.function, module: method.owner.module }]),
    ...clients.filter(({ function: fn }) => fn.parameters.some((parameter) => parameter.name === name)),
  ];
}

/** A definition has no required parameter after an optional one; on the wire they have names and no order. */
function optionalLast(sources: readonly ParamSource[], evidence: Evidence): ParamSource[] {
  const ordered = [
    ...sources.filter(({ required }) => required),
    ...sources.filter(({ required }) => !required),
  ];
  const moved = sources.filter((source, index) => source.required && ordered[index] !== source);
  if (moved.length > 0) {
    evidence.guessed(`order (${moved.map(({ name }) => name).join(", ")} before what may be left out)`);
  }
  return ordered;
}
