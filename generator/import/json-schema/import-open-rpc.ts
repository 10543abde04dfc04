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
import { follow } from "./component-ref.js";
import { type Dropped, droppedLines, SchemaConverter } from "./convert-schema.js";
import { KeptMembers } from "./kept-members.js";
import { examplesOf, withoutMisfits } from "./open-rpc-examples.js";

/** A title that is the name of a service as it is, as an export has it. */
const SERVICE_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/;

/** Makes a definition of an OpenRPC document; what an export has put aside in it is taken back. */
export function importOpenRpc(file: string, document: JsonObject, overrides: Overrides): ImportedService {
  const dropped: Dropped = new Map();
  // OpenRPC's schemas are of draft 7.
  const converter = new SchemaConverter(dropped, true, document);
  const evidence = new Evidence();
  const title = String(memberOf(document.info, "title") ?? "");
  const service = overrides.service ?? (SERVICE_NAME.test(title) ? title : serviceName(title));
  const version = overrides.version ?? versionOf(memberOf(document.info, "version"), evidence);
  const kept = new KeptMembers(document, converter);
  const target = { ...kept.target(), ...given(overrides) };
  if (target.topic === undefined) evidence.missing("topic (OpenRPC has none; name it with --topic)");
  else evidence.certain(`topic ${target.topic}`);
  const methods: [string, JsonObject][] = [];
  const reports: MethodReport[] = [];
  for (const each of itemsOf(document.methods)) {
    const method = follow(document, each);
    const name = memberOf(method, "name");
    if (!isJsonObject(method) || typeof name !== "string") continue;
    const points = new Evidence();
    methods.push([name, importMethod(document, method, { converter, evidence: points, kept, version })]);
    const { certain, guessed, missing } = {
      certain: points.of("certain"),
      guessed: points.of("guessed"),
      missing: points.of("missing"),
    };
    reports.push({ name, certain, guessed, missing });
  }
  const { errors, notifications } = { errors: kept.errors(), notifications: kept.notifications() };
  const schemas = membersOf(memberOf(document.components, "schemas"));
  const made: Record<string, unknown> = {};
  if (schemas.length > 0)
    made.$defs = Object.fromEntries(schemas.map(([name, schema]) => [name, converter.convert(schema)]));
  converter.settle(made);
  const description = memberOf(document.info, "description");
  const whole = withoutMisfits({
    service,
    ...(typeof description === "string" ? { description } : {}),
    ...target,
    topic: target.topic ?? fileName(service),
    version,
    methods: Object.fromEntries(methods),
    ...(errors === undefined ? {} : { errors }),
    ...(notifications === undefined ? {} : { notifications }),
    ...made,
  });
  return {
    definition: whole.definition,
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
      notes: [...droppedLines(dropped), ...whole.notes],
    },
  };
}

/** The members of the target that a person names; an exchange of one kind takes the place of the other. */
function given({ topic, exchange, controlExchange, namespace }: Overrides): JsonObject {
  const named = Object.entries({ topic, exchange, controlExchange, namespace });
  const isExchange = exchange !== undefined || controlExchange !== undefined;
  return Object.fromEntries(
    named.filter(([name, value]) => value !== undefined || (isExchange && /xchange$/.test(name))),
  );
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

/** All that a method of the document is read with. */
interface Reading {
  readonly converter: SchemaConverter;
  readonly evidence: Evidence;
  readonly kept: KeptMembers;
  readonly version: string;
}

function importMethod(document: JsonObject, method: JsonObject, reading: Reading): JsonObject {
  const { converter, evidence, kept, version } = reading;
  const params = itemsOf(method.params).flatMap((each) => {
    const param = follow(document, each);
    const name = memberOf(param, "name");
    if (!isJsonObject(param) || typeof name !== "string") return [];
    const schema = (param.schema === undefined ? {} : converter.convert(param.schema)) as JsonObject;
    if (isJsonObject(schema) && isOpen(schema)) evidence.missing(`type of ${name}`);
    else evidence.certain(`type of ${name}`);
    const isRequired = param.required === true || param["x-was-required"] === true;
    return [
      { name, schema, ...(isRequired ? {} : { required: false }), ...describe(param), ...kept.param(param) },
    ];
  });
  const isFirst = (param: object) => !("required" in param) && !("until" in param);
  const ordered = [...params.filter(isFirst), ...params.filter((param) => !isFirst(param))];
  if (ordered.some((param, index) => param !== params[index])) {
    evidence.guessed("order (what must be there before what may be left out)");
  }
  const result = follow(document, method.result);
  const schema =
    isJsonObject(result) && result.schema !== undefined ? converter.convert(result.schema) : undefined;
  const kind = kept.kind(method) ?? (result === undefined ? undefined : "call");
  if (kind === undefined) evidence.guessed("cast (a notification, which has no result)");
  else evidence.certain(kind === "both" ? "call and cast" : kind);
  const errors = itemsOf(method.errors).map((each) => kept.errorOf(follow(document, each)));
  const known = errors.filter((name) => name !== undefined);
  const others = errors.length - known.length;
  if (known.length > 0) evidence.certain(`errors ${known.join(" ")}`);
  if (others > 0)
    evidence.missing(`${others} ${others === 1 ? "error" : "errors"} (with a code, and no class of Python)`);
  const isNone = memberOf(schema, "type") === "null" && !kept.declaresNull(method);
  const returns = schema === undefined || isNone ? {} : { result: schema };
  return {
    ...describe(method),
    ...(kind === "call" ? {} : { kind: kind ?? "cast" }),
    ...(ordered.length === 0 ? {} : { params: ordered }),
    ...returns,
    ...(known.length === 0 ? {} : { errors: [...new Set(known)] }),
    ...kept.method(method, version),
    ...examplesOf(document, method, { names: params.map(({ name }) => name), returns }),
  };
}

function describe(value: JsonObject): JsonObject {
  const text = value.description ?? value.summary;
  return {
    ...(typeof text === "string" ? { description: text } : {}),
    ...(value.deprecated === true ? { deprecated: true } : {}),
  };
}
