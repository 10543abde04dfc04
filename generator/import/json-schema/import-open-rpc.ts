import { serviceName } from "../../../src/definition/names.js";
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  memberOf,
  membersOf,
} from "../../../src/json/json-object.js";
import type { Overrides } from "../definition/import-service.js";
import { fileName } from "../definition/service-name.js";
import { Evidence } from "../evidence.js";
import type { ImportedService, MethodReport } from "../report.js";
import { isOpen } from "../types/typed-schema.js";
import { type Dropped, droppedLines, SchemaConverter } from "./convert-schema.js";

/** Makes a definition of an OpenRPC document. */
export function importOpenRpc(file: string, document: JsonObject, overrides: Overrides): ImportedService {
  const dropped: Dropped = new Map();
  // OpenRPC's schemas are of draft 7.
  const converter = new SchemaConverter(dropped, true, document);
  const evidence = new Evidence();
  const title = memberOf(document.info, "title");
  const service = overrides.service ?? serviceName(String(title ?? ""));
  const version = overrides.version ?? versionOf(memberOf(document.info, "version"), evidence);
  const topic = overrides.topic ?? fileName(service);
  if (overrides.topic === undefined) evidence.missing("topic (OpenRPC has none; name it with --topic)");
  else evidence.certain(`topic ${topic}`);
  const methods: [string, JsonObject][] = [];
  const reports: MethodReport[] = [];
  for (const each of itemsOf(document.methods)) {
    const method = follow(document, each);
    const name = memberOf(method, "name");
    if (!isJsonObject(method) || typeof name !== "string") continue;
    const points = new Evidence();
    methods.push([name, importMethod(document, method, converter, points)]);
    const { certain, guessed, missing } = {
      certain: points.of("certain"),
      guessed: points.of("guessed"),
      missing: points.of("missing"),
    };
    reports.push({ name, certain, guessed, missing });
  }
  const schemas = membersOf(memberOf(document.components, "schemas"));
  const made: Record<string, unknown> = {};
  if (schemas.length > 0)
    made.$defs = Object.fromEntries(schemas.map(([name, schema]) => [name, converter.convert(schema)]));
  converter.settle(made);
  const description = memberOf(document.info, "description");
  return {
    definition: {
      service,
      ...(typeof description === "string" ? { description } : {}),
      topic,
      ...(overrides.exchange === undefined ? {} : { exchange: overrides.exchange }),
      ...(overrides.controlExchange === undefined ? {} : { controlExchange: overrides.controlExchange }),
      ...(overrides.namespace === undefined ? {} : { namespace: overrides.namespace }),
      version,
      methods: Object.fromEntries(methods),
      ...made,
    },
    report: {
      service,
      from: [file],
      target: {
        certain: evidence.of("certain"),
        guessed: evidence.of("guessed"),
        missing: evidence.of("missing"),
      },
      methods: reports,
      leftOut: [],
      disagreements: [],
      notes: droppedLines(dropped),
    },
  };
}

function versionOf(version: unknown, evidence: Evidence): string {
  const [, major, minor] = /^(\d{1,9})(?:\.(\d{1,9}))?/.exec(String(version ?? "")) ?? [];
  if (major === undefined) {
    evidence.guessed("version 1.0 (the document has none)");
    return "1.0";
  }
  const short = `${Number(major)}.${Number(minor ?? 0)}`;
  if (short === version) evidence.certain(`version ${short}`);
  else evidence.guessed(`version ${short} (of ${String(version)})`);
  return short;
}

function importMethod(
  document: JsonObject,
  method: JsonObject,
  converter: SchemaConverter,
  evidence: Evidence,
): JsonObject {
  const params = itemsOf(method.params).flatMap((each) => {
    const param = follow(document, each);
    const name = memberOf(param, "name");
    if (!isJsonObject(param) || typeof name !== "string") return [];
    const schema = (param.schema === undefined ? {} : converter.convert(param.schema)) as JsonObject;
    if (isJsonObject(schema) && isOpen(schema)) evidence.missing(`type of ${name}`);
    else evidence.certain(`type of ${name}`);
    return [
      {
        name,
        schema,
        ...(param.required === true ? {} : { required: false }),
        ...describe(param),
      },
    ];
  });
  const ordered = [
    ...params.filter((param) => !("required" in param)),
    ...params.filter((param) => "required" in param),
  ];
  if (ordered.some((param, index) => param !== params[index])) {
    evidence.guessed("order (what must be there before what may be left out)");
  }
  const result = follow(document, method.result);
  const schema =
    isJsonObject(result) && result.schema !== undefined ? converter.convert(result.schema) : undefined;
  if (result === undefined) evidence.guessed("cast (a notification, which has no result)");
  else evidence.certain("call");
  const errors = itemsOf(method.errors).length;
  if (errors > 0)
    evidence.missing(`${errors} ${errors === 1 ? "error" : "errors"} (with a code, and no class of Python)`);
  return {
    ...describe(method),
    ...(result === undefined ? { kind: "cast" } : {}),
    ...(ordered.length === 0 ? {} : { params: ordered }),
    ...(schema === undefined || memberOf(schema, "type") === "null" ? {} : { result: schema }),
  };
}

function describe(value: JsonObject): JsonObject {
  const text = value.description ?? value.summary;
  return {
    ...(typeof text === "string" ? { description: text } : {}),
    ...(value.deprecated === true ? { deprecated: true } : {}),
  };
}

/** The target of a `$ref` to the components of the document. */
function follow(document: JsonObject, value: unknown): unknown {
  const ref = memberOf(value, "$ref");
  if (typeof ref !== "string" || !ref.startsWith("#/")) return value;
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, name) => memberOf(at, name.replaceAll("~1", "/").replaceAll("~0", "~")), document);
}
