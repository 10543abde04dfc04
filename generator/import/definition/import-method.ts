import type { MethodKind } from "../../../src/definition/descriptor.js";
import { compareVersions } from "../../../src/definition/version.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import type { Client } from "../client/client-class.js";
import type { EndpointMethod } from "../endpoint/endpoint-class.js";
import { type RaisedError, raisedErrors } from "../endpoint/raised-errors.js";
import { Evidence } from "../evidence.js";
import type { MethodReport } from "../report.js";
import { readDocstring } from "../text/docstring.js";
import { type HistoryEntry, historyOf } from "../text/version-history.js";
import { isOpen } from "../types/typed-schema.js";
import { type ClientCall, furtherOf, paramsOf } from "./method-params.js";
import { resultOf } from "./method-result.js";
import type { Readers } from "./param-facts.js";
import { withinMajor } from "./versions.js";

/** All that is known of a method. */
export interface MethodSource {
  readonly name: string;
  readonly method?: EndpointMethod;
  readonly calls: readonly ClientCall[];
}

/** The facts of a service that hold for all its methods. */
export interface Surroundings {
  readonly readers: Readers;
  readonly version: string;
  readonly history: readonly HistoryEntry[];
  /** The client classes. What none of them calls is called by nobody known. */
  readonly clients: readonly Client[];
}

/** A method of a definition, the errors it lists, and what that is worth. */
export interface ImportedMethod {
  readonly definition: JsonObject;
  readonly errors: readonly RaisedError[];
  readonly report: MethodReport;
}

/** Puts together what endpoint and clients say of a method. */
export function importMethod(source: MethodSource, surroundings: Surroundings): ImportedMethod {
  const { name, method, calls } = source;
  const { readers } = surroundings;
  const evidence = new Evidence();
  const docstring = readDocstring(method?.function.docstring ?? calls[0]?.call.from.docstring);
  const { kind, isCertain } = kindOf(calls, surroundings.clients, evidence);
  const params = paramsOf(method, calls, docstring, readers, evidence);
  const further = furtherOf(method, readers, evidence);
  const versions = versionsOf(source, params, surroundings, evidence);
  const result = kind === "cast" ? undefined : resultOf(method, docstring.returns, readers, evidence);
  const raised =
    method === undefined
      ? []
      : raisedErrors(method.function, method.owner.module, readers.names, docstring.raises);
  const errors = kind === "cast" ? withoutErrors(raised, isCertain, evidence) : errorsOf(raised, evidence);
  const definition: JsonObject = {
    ...(docstring.description === undefined ? {} : { description: docstring.description }),
    ...(kind === "call" ? {} : { kind }),
    ...(params.length === 0 ? {} : { params: params.map((param) => withSince(param, versions)) }),
    ...(further === undefined ? {} : { additionalParams: further }),
    ...(result === undefined ? {} : { result: withReturns(result, docstring.returns) }),
    ...(result !== undefined && isOpen(result)
      ? { "x-import": "the source does not say the type of the result" }
      : {}),
    ...(errors.length === 0 ? {} : { errors: errors.map((error) => error.name) }),
    ...(versions.since === undefined ? {} : { since: versions.since }),
  };
  const from = placeOf(source);
  return {
    definition,
    errors,
    report: {
      name,
      ...(from === undefined ? {} : { from }),
      certain: evidence.of("certain"),
      guessed: evidence.of("guessed"),
      missing: evidence.of("missing"),
    },
  };
}

function placeOf({ method, calls }: MethodSource): string | undefined {
  if (method !== undefined) return `${method.owner.module.source.file}:${method.function.line}`;
  const [first] = calls;
  return first && `${first.client.class.module.source.file}:${first.call.from.line}`;
}

function kindOf(
  calls: readonly ClientCall[],
  clients: readonly Client[],
  evidence: Evidence,
): { readonly kind: MethodKind; readonly isCertain: boolean } {
  const ways = new Set(calls.map(({ call }) => (call.isFanout ? "cast" : call.way)));
  const unnamed = new Set(clients.flatMap((client) => client.unnamed));
  if (ways.size === 0 && unnamed.size === 1 && unnamed.has("cast")) {
    evidence.guessed("cast (a client casts what it names when it runs)");
    return { kind: "cast", isCertain: false };
  }
  if (ways.size === 0) {
    evidence.guessed("call (no client is there that calls or casts it)");
    return { kind: "call", isCertain: false };
  }
  evidence.certain([...ways].toSorted().join(" and "));
  const kind = ways.has("cast") ? "cast" : "call";
  return { kind: ways.size === 2 ? "both" : kind, isCertain: true };
}

interface Versions {
  readonly since?: string;
  readonly params: ReadonlyMap<string, string>;
}

/** The versions the method and its parameters came with. What a client asks for counts more than a text. */
function versionsOf(
  { name, calls }: MethodSource,
  params: readonly JsonObject[],
  { version, history, clients }: Surroundings,
  evidence: Evidence,
): Versions {
  const names = params.map((param) => String(param.name));
  const [major = "1"] = version.split(".");
  const told = historyOf(history, major, name, names);
  const asked = calls.map(({ client, call }) =>
    call.versions?.length === 0
      ? defaultVersion(client.target?.version ?? version, history)
      : (call.versions ?? []),
  );
  const known = withinMajor(asked.flat(), version).filter((each) => compareVersions(each, version) <= 0);
  const [lowest] = known;
  let since = lowest ?? told.since;
  const sent = new Map<string, string>();
  let raised: string | undefined;
  // What must be there stands before what may be left out.
  for (const param of params) {
    const key = String(param.name);
    const members = calls.flatMap(({ call }) => call.args.get(key) ?? []);
    const came =
      members.map((member) => member.since).find((each) => each !== undefined) ?? told.params.get(key);
    const isLater =
      came !== undefined && withinMajor([came], version).length > 0 && compareVersions(came, version) <= 0;
    if (came === undefined || !isLater || compareVersions(came, since ?? `${major}.0`) <= 0) continue;
    if (param.required === false) sent.set(key, came);
    else {
      // Whoever sends what the method needs asks for the version of the latest of it.
      since = came;
      raised = key;
    }
  }
  if (raised !== undefined) {
    evidence.guessed(`version ${since} (${raised} came with it, and must be there)`);
    return { ...(since === undefined ? {} : { since }), params: sent };
  }
  if (lowest !== undefined) evidence.certain(`version ${lowest}`);
  else if (told.since !== undefined) evidence.guessed(`version ${told.since} (the history)`);
  else if (calls.some(({ call }) => call.versions?.length === 0))
    evidence.guessed(`version ${major}.0 (the history names no other)`);
  else if (calls.length > 0) evidence.missing("the version a client asks for");
  else
    evidence.guessed(
      clients.length > 0
        ? `version ${major}.0 (no client calls it)`
        : `version ${major}.0 (no history names it)`,
    );
  return { ...(since === undefined || since === `${major}.0` ? {} : { since }), params: sent };
}

/**
 * The version that a client asks for where it names none. One of later than MAJOR.0 is that of all its methods, old and
 * new: a history knows better.
 */
function defaultVersion(version: string, history: readonly HistoryEntry[]): string[] {
  return version.endsWith(".0") || history.length === 0 ? [version] : [];
}

function withSince(param: JsonObject, { params }: Versions): JsonObject {
  const since = params.get(String(param.name));
  return since === undefined ? param : { ...param, since };
}

function withReturns(result: JsonObject, returns: string | undefined): JsonObject {
  return returns === undefined || result.$ref !== undefined ? result : { ...result, description: returns };
}

/** Nothing comes back of a cast. */
function withoutErrors(
  raised: readonly RaisedError[],
  isCertain: boolean,
  evidence: Evidence,
): readonly RaisedError[] {
  if (raised.length === 0) return [];
  const text = `no errors, as nothing comes back of a cast (${namesOf(raised)})`;
  if (isCertain) evidence.certain(text);
  else evidence.guessed(text);
  return [];
}

function errorsOf(raised: readonly RaisedError[], evidence: Evidence): readonly RaisedError[] {
  const [declared, found] = [
    raised.filter((each) => each.isDeclared),
    raised.filter((each) => !each.isDeclared),
  ];
  if (declared.length > 0) evidence.certain(`errors ${namesOf(declared)}`);
  if (found.length > 0)
    evidence.guessed(`errors ${namesOf(found)} (raised in the method, or in its docstring)`);
  return raised;
}

function namesOf(errors: readonly RaisedError[]): string {
  return errors.map(({ name }) => name).join(", ");
}
