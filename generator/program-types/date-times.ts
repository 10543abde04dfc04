import type { ServiceModel } from "../../src/definition/model.js";
import { placeOfSchema } from "../../src/definition/rewrite-refs.js";
import { isJsonObject, itemsOf, type JsonObject } from "../../src/json/json-object.js";
import { keywordsByType } from "../lint/keyword-types.js";
import type { GenerateNote } from "./note.js";
import { type ValuePlace, ValuePlaces } from "./value-places.js";

const FORMATS: readonly unknown[] = ["date-time", "oslo-date-time"];
/** The beginning that all times have, in whatever format. */
const TIME = /^\d{4}-\d\d-\d\dT/i;
const TEXT_KEYWORDS = ["format", ...(keywordsByType.get("string") ?? [])];

/** The schemas of a definition whose texts programs have as Dates, and those that stay texts though they are times. */
export interface DateTimes {
  readonly dates: ReadonlySet<JsonObject>;
  readonly notes: readonly GenerateNote[];
}

/**
 * Finds the schemas whose texts are times wherever they stand. A value that is a time by one schema and any text by
 * another, as an alternative or in what shares a definition, stays a text everywhere: by its content alone it would
 * sometimes be the one and sometimes the other; so does one of either format, as nothing says in which to send it.
 */
export function findDateTimes(model: ServiceModel): DateTimes {
  const finder = new ValuePlaces(model);
  const places = finder.of(programSchemas(model));
  const inErrors = finder.of(model.errors.map(({ kwargs }) => kwargs));
  if (places === undefined || inErrors === undefined) {
    const message =
      "times stay texts: the definition has too many places to tell which texts are always times";
    return { dates: new Set(), notes: [{ file: model.file, pointer: "", message }] };
  }
  const dates = new Set([...places, ...inErrors].flatMap((place) => [...place].filter(isTime)));
  const reasons = new Map<JsonObject, string>();
  for (const schema of inErrors.flatMap((place) => [...place])) {
    if (dates.delete(schema))
      reasons.set(schema, "keyword arguments of an error have it, which travel as they are");
  }
  // A schema that stays a text makes others stay so that meet it elsewhere.
  for (let count = -1; count !== dates.size; ) {
    count = dates.size;
    for (const place of places) keepTexts(place, finder, dates, reasons);
  }
  return { dates, notes: [...reasons].map(([schema, reason]) => noteOf(model, schema, reason)) };
}

function programSchemas(model: ServiceModel): readonly unknown[] {
  return [
    ...model.methods.flatMap(({ params, additionalParams, result }) => [
      ...params.flatMap(({ schema, earlier = [] }) => [schema, ...earlier.map((each) => each.schema)]),
      additionalParams,
      result,
    ]),
    ...model.notifications.map(({ payload }) => payload),
    ...model.$defs.map(({ schema }) => schema),
  ];
}

function keepTexts(
  place: ValuePlace,
  finder: ValuePlaces,
  dates: Set<JsonObject>,
  reasons: Map<JsonObject, string>,
): void {
  const times = [...place].filter((schema) => dates.has(schema));
  if (times.length === 0) return;
  const text =
    [...place].find((schema) => !dates.has(schema) && mayBeTime(schema)) ??
    alternatives(place).find((schema) => limitsTexts([...finder.conjuncts(schema)]));
  const other = text ?? times.find(({ format }) => format !== times[0]?.format);
  if (other === undefined) return;
  const what = text === undefined ? "a time in either format" : "any text";
  const where = placeOfSchema(other)?.pointer;
  for (const time of times) {
    dates.delete(time);
    reasons.set(
      time,
      `by ${where === undefined ? "another schema" : `#${where}`} the same value may be ${what}`,
    );
  }
}

function isTime(schema: JsonObject): boolean {
  return (
    typesOf(schema).includes("string") && FORMATS.includes(schema.format) && constantsOf(schema) === undefined
  );
}

/** True for a schema that says of a value that it may be a text, and lets texts pass that look like times. */
function mayBeTime(schema: JsonObject): boolean {
  const constants = constantsOf(schema);
  if (constants === undefined) return typesOf(schema).includes("string");
  return constants.some((value) => typeof value === "string" && TIME.test(value));
}

/** The schemas of a place of which a value may fit one alone. */
function alternatives(place: ValuePlace): readonly JsonObject[] {
  return [...place]
    .flatMap((schema) => [...itemsOf(schema.anyOf), ...itemsOf(schema.oneOf), schema.then, schema.else])
    .filter(isJsonObject);
}

/** True for schemas that say together which texts they accept, and not that a value is one. */
function limitsTexts(schemas: readonly JsonObject[]): boolean {
  return (
    schemas.every((schema) => schema.type === undefined && constantsOf(schema) === undefined) &&
    schemas.some((schema) => TEXT_KEYWORDS.some((keyword) => Object.hasOwn(schema, keyword)))
  );
}

function constantsOf(schema: JsonObject): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, "const")) return [schema.const];
  return Array.isArray(schema.enum) ? itemsOf(schema.enum) : undefined;
}

function typesOf({ type }: JsonObject): readonly unknown[] {
  return Array.isArray(type) ? type : [type];
}

function noteOf({ file }: ServiceModel, schema: unknown, reason: string): GenerateNote {
  const place = isJsonObject(schema) ? placeOfSchema(schema) : undefined;
  const message = `stays a text and becomes no Date: ${reason}`;
  return { file: place?.file ?? file, pointer: place?.pointer ?? "", message };
}
