import type { ServiceModel } from "../../src/definition/model.js";
import { placeOfSchema } from "../../src/definition/rewrite-refs.js";
import { typesOf } from "../../src/definition/schema-types.js";
import { isJsonObject, itemsOf, type JsonObject } from "../../src/json/json-object.js";
import { keywordsByType } from "../lint/keyword-types.js";
import type { GenerateNote } from "./note.js";
import { constantsOf, type TextKind } from "./text-kind.js";
import { type ValuePlace, ValuePlaces } from "./value-places.js";

const TEXT_KEYWORDS = ["format", ...(keywordsByType.get("string") ?? [])];

/** The schemas of a definition whose texts are of one kind, and those that stay texts though they say so. */
export interface FoundTexts {
  readonly schemas: ReadonlySet<JsonObject>;
  readonly notes: readonly GenerateNote[];
}

/** Whether it is known, when a value is converted, which of the schemas that a parameter has had it is of. */
export type Versions = "apart" | "together";

/**
 * Finds the schemas whose texts are of a kind wherever they stand. A value that is a time by one schema and any text by
 * another, as an alternative or in what shares a definition, stays a text everywhere: by its content alone it would
 * sometimes be the one and sometimes the other; so does one of either format, as nothing says in which to send it.
 */
export function findTexts(model: ServiceModel, kind: TextKind, versions: Versions): FoundTexts {
  const finder = new ValuePlaces(model);
  const places = finder.of(programSchemas(model, versions));
  const inErrors = finder.of(model.errors.map(({ kwargs }) => [kwargs]));
  if (places === undefined || inErrors === undefined) {
    const message = `${kind.plural} stay texts: the definition has too many places to tell which texts are always ${kind.plural}`;
    return { schemas: new Set(), notes: [{ file: model.file, pointer: "", message }] };
  }
  const all = new Set([...places, ...inErrors].flatMap((place) => [...place]));
  const schemas = new Set([...all].filter((schema) => isOfKind(schema, kind)));
  const reasons = new Map<JsonObject, string>();
  for (const schema of all) {
    const reason = kind.unfit?.(schema);
    if (reason !== undefined) reasons.set(schema, reason);
  }
  for (const schema of inErrors.flatMap((place) => [...place])) {
    if (schemas.delete(schema))
      reasons.set(schema, "keyword arguments of an error have it, which travel as they are");
  }
  // A schema that stays a text makes others stay so that meet it elsewhere.
  for (let count = -1; count !== schemas.size; ) {
    count = schemas.size;
    for (const place of places) keepTexts(place, finder, kind, schemas, reasons);
  }
  const notes = [...reasons].map(([schema, reason]) => noteOf(model, schema, `${kind.typeName}: ${reason}`));
  return { schemas, notes };
}

/** The schemas of each value, those together that it may be of. */
function programSchemas(model: ServiceModel, versions: Versions): readonly (readonly unknown[])[] {
  const alone = [
    ...model.methods.flatMap(({ additionalParams, result }) => [additionalParams, result]),
    ...model.notifications.map(({ payload }) => payload),
    ...model.$defs.map(({ schema }) => schema),
  ].map((schema) => [schema]);
  const params = model.methods.flatMap((method) =>
    method.params.flatMap(({ schema, earlier = [] }) => {
      const all = [schema, ...earlier.map((each) => each.schema)];
      return versions === "together" ? [all] : all.map((each) => [each]);
    }),
  );
  return [...params, ...alone];
}

function keepTexts(
  place: ValuePlace,
  finder: ValuePlaces,
  kind: TextKind,
  schemas: Set<JsonObject>,
  reasons: Map<JsonObject, string>,
): void {
  const own = [...place].filter((schema) => schemas.has(schema));
  const [first] = own;
  if (first === undefined) return;
  const text =
    [...place].find((schema) => !schemas.has(schema) && mayBeOfKind(schema, kind)) ??
    alternatives(place).find((schema) => limitsTexts([...finder.conjuncts(schema)]));
  const other = text ?? own.find((schema) => kind.formOf(schema) !== kind.formOf(first));
  if (other === undefined) return;
  const what = text === undefined ? kind.eitherForm : "any text";
  const where = placeOfSchema(other)?.pointer;
  for (const schema of own) {
    schemas.delete(schema);
    reasons.set(
      schema,
      `by ${where === undefined ? "another schema" : `#${where}`} the same value may be ${what}`,
    );
  }
}

function isOfKind(schema: JsonObject, kind: TextKind): boolean {
  return (
    typesOf(schema).includes("string") &&
    kind.formOf(schema) !== undefined &&
    constantsOf(schema) === undefined &&
    kind.unfit?.(schema) === undefined
  );
}

/** True for a schema that says of a value that it may be a text, and lets texts pass that look like those of a kind. */
function mayBeOfKind(schema: JsonObject, kind: TextKind): boolean {
  const constants = constantsOf(schema);
  if (constants === undefined) return typesOf(schema).includes("string");
  return constants.some((value) => typeof value === "string" && kind.looksLike(value));
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

function noteOf({ file }: ServiceModel, schema: JsonObject, reason: string): GenerateNote {
  const place = placeOfSchema(schema);
  const message = `stays a text and becomes no ${reason}`;
  return { file: place?.file ?? file, pointer: place?.pointer ?? "", message };
}
