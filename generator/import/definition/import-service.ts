import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { compareVersions } from "../../../src/definition/version.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import type { RaisedError } from "../endpoint/raised-errors.js";
import { Evidence } from "../evidence.js";
import type { ServiceClasses } from "../find-services.js";
import { ObjectArguments, type Told } from "../objects/object-arguments.js";
import type { PythonClass } from "../python/module.js";
import type { Names } from "../python/names.js";
import type { ImportedService } from "../report.js";
import { readDocstring } from "../text/docstring.js";
import { type HistoryEntry, readHistory } from "../text/version-history.js";
import { TypeDefinitions } from "../types/definitions.js";
import { TypeReader } from "../types/type-reader.js";
import { disagreementsOf } from "./disagreements.js";
import { type ImportedMethod, importMethod } from "./import-method.js";
import type { ClientCall } from "./method-params.js";
import { serviceName } from "./service-name.js";
import { targetOf } from "./service-target.js";

/** A person's word on a service, which counts more than what its sources say. */
export interface Overrides {
  readonly service?: string;
  readonly topic?: string;
  readonly exchange?: string;
  /** The default that the service gives `control_exchange`; it has no other exchange then. */
  readonly controlExchange?: string;
  readonly namespace?: string;
  readonly version?: string;
}

/** Makes a definition of the classes of one interface. */
export function importService(classes: ServiceClasses, names: Names, overrides: Overrides): ImportedService {
  const { endpoint, clients } = classes;
  const definitions = new TypeDefinitions();
  const evidence = new Evidence();
  const all = [...(endpoint === undefined ? [] : [endpoint.class]), ...clients.map((client) => client.class)];
  const types = new TypeReader(names, definitions);
  const readers = { names, types, objects: new ObjectArguments(names, types, functionsOf(all, names)) };
  const service = overrides.service ?? serviceName(all);
  const target = targetOf(classes, names, { overrides, service, evidence });
  const history = all.flatMap((each) => historyIn(each, names));
  const { calls, elsewhere } = callsOf(classes, target.namespace);
  const methods = new Map(endpoint?.methods.map((method) => [method.name, method]));
  const imported = [...new Set([...methods.keys(), ...calls.keys()])]
    .filter((name) => endpoint === undefined || methods.has(name))
    .map((name) => {
      const method = methods.get(name);
      return importMethod(
        { name, calls: calls.get(name) ?? [], ...(method === undefined ? {} : { method }) },
        { readers, version: target.version, history, clients },
      );
    });
  const errors = errorsOf(imported, evidence);
  const description = descriptionOf(all);
  const members = Object.fromEntries(imported.map(({ report, definition }) => [report.name, definition]));
  const $defs = definitions.reachedFrom(members);
  return {
    definition: {
      service,
      ...(description === undefined ? {} : { description }),
      topic: target.topic,
      ...(target.exchange === undefined ? {} : { exchange: target.exchange }),
      ...(target.controlExchange === undefined ? {} : { controlExchange: target.controlExchange }),
      ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
      version: target.version,
      methods: members,
      ...(Object.keys(errors).length === 0 ? {} : { errors }),
      ...(Object.keys($defs).length === 0 ? {} : { $defs }),
    },
    report: {
      service,
      from: all.map((each) => `${each.name} (${each.module.source.file})`),
      target: {
        certain: evidence.of("certain"),
        guessed: evidence.of("guessed"),
        missing: evidence.of("missing"),
      },
      methods: imported.map(({ report }) => report),
      leftOut: (endpoint?.leftOut ?? []).map(({ name, reason }) => `${name} ${reason}`),
      disagreements: disagreementsOf(classes, calls),
      notes: [
        ...(endpoint?.unknownBases ?? []).map((base) => `${base} is not there: what it adds is missing`),
        ...classes.aside.map((name) => `${name} serves, too; it is private, and read with --class ${name}`),
        ...classes.passedOver,
        ...elsewhere,
        ...readers.types.notes,
        ...syntaxNotes(all),
      ],
    },
  };
}

function functionsOf(classes: readonly PythonClass[], names: Names): Told[] {
  const owners = new Set(classes.flatMap((each) => names.chain(each).classes));
  return [...owners].flatMap(({ methods, module }) =>
    [...methods.values()].map((fn) => ({ function: fn, module })),
  );
}

/** The history in the docstrings and comments of a class and of its bases. */
function historyIn(found: PythonClass, names: Names): HistoryEntry[] {
  return names
    .chain(found)
    .classes.flatMap(({ docstring, comments }) => [...readHistory(docstring ?? ""), ...readHistory(comments)])
    .toSorted((left, right) => compareVersions(left.version, right.version));
}

/** The requests of the clients by method, and what goes to another namespace. */
function callsOf(
  { clients }: ServiceClasses,
  namespace: string | undefined,
): { readonly calls: ReadonlyMap<string, readonly ClientCall[]>; readonly elsewhere: readonly string[] } {
  const calls = new Map<string, ClientCall[]>();
  const elsewhere = new Set<string>();
  for (const client of clients) {
    for (const call of client.calls) {
      const asked = call.namespace ?? client.target?.namespace;
      const isUnknown = client.target?.unknown.has("namespace") === true && call.namespace === undefined;
      if (asked !== namespace && !isUnknown) {
        elsewhere.add(
          `${client.class.name} asks for ${call.method} in namespace ${asked ?? "null"}, which is another service`,
        );
        continue;
      }
      getOrInsert(calls, call.method, () => []).push({ client, call });
    }
  }
  return { calls, elsewhere: [...elsewhere] };
}

function errorsOf(methods: readonly ImportedMethod[], evidence: Evidence): Record<string, JsonObject> {
  const errors = new Map<string, RaisedError>();
  for (const error of methods.flatMap((method) => method.errors)) {
    const other = errors.get(error.name);
    if (other === undefined) errors.set(error.name, error);
    else if (other.module !== error.module) {
      evidence.missing(`error ${error.name} of ${error.module} (that of ${other.module} has the same name)`);
    }
  }
  return Object.fromEntries(
    [...errors.values()].map(({ name, module, description }) => [
      name,
      { module, ...(description === undefined ? {} : { description }) },
    ]),
  );
}

/** The first paragraph of the first class that has a docstring. */
function descriptionOf(classes: readonly PythonClass[]): string | undefined {
  return classes
    .map(({ docstring }) => readDocstring(docstring).description?.split("\n\n")[0])
    .find((text) => text !== undefined && text !== "");
}

function syntaxNotes(classes: readonly PythonClass[]): string[] {
  const sources = new Set(classes.map(({ module }) => module.source));
  return [...sources].flatMap((source) => {
    const lines = source.unreadLines();
    return lines === undefined ? [] : [`${lines}; what is there may be missing`];
  });
}
