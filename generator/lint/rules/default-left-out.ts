import { joinPointer } from "../../../src/definition/json-pointer.js";
import type { PlacedSchema } from "../../../src/definition/schema-library.js";
import { subschemas } from "../../../src/definition/subschemas.js";
import { isJsonObject, itemsOf, memberOf, membersOf } from "../../../src/json/json-object.js";
import { conjuncts } from "../conjuncts.js";
import type { LintRule, LintSubject } from "../rule.js";

export const defaultLeftOut: LintRule = {
  id: "default-left-out",
  severity: "warn",
  documentation:
    "A `default` of a member should not be able to break what the object must fit, as by `oneOf`, `not`, `if`, `maxProperties` or `dependentRequired`: a server then leaves it out.",
  check(subject, report) {
    if (!subject.schemas.some((place) => ownDefaults(subject, place).length > 0)) return;
    const warned = new Set<string>();
    const warn = ({ file, pointer }: PlacedSchema, name: string, keyword: string) => {
      const place = joinPointer(pointer, "properties", name);
      if (warned.has(`${file}#${place}`)) return;
      warned.add(`${file}#${place}`);
      report(place, `has a default that ${keyword} may refuse, and is then left out`, file);
    };
    for (const place of subject.schemas) {
      const together = conjuncts(subject, place);
      const count = new Set(
        together.flatMap(({ schema }) => membersOf(schema.properties).map(([name]) => name)),
      ).size;
      for (const part of together) {
        for (const name of ownDefaults(subject, part)) {
          const keyword = together
            .map((other) => refusingKeyword(subject, other, name, count))
            .find((found) => found !== undefined);
          if (keyword !== undefined) warn(part, name, keyword);
        }
      }
      if (place.schema.uniqueItems !== true || !isJsonObject(place.schema.items)) continue;
      const items = { ...place, pointer: joinPointer(place.pointer, "items"), schema: place.schema.items };
      for (const part of conjuncts(subject, items))
        for (const name of ownDefaults(subject, part)) warn(part, name, "uniqueItems");
    }
  },
};

/** The names of the properties that have a default, their own or that of what they refer to. */
function ownDefaults(subject: LintSubject, { file, pointer, schema }: PlacedSchema): readonly string[] {
  const required = itemsOf(schema.required);
  return membersOf(schema.properties)
    .filter(([name, inner]) => !required.includes(name) && hasDefault(subject, { file, pointer, inner }))
    .map(([name]) => name);
}

function hasDefault(
  subject: LintSubject,
  { file, pointer, inner }: { readonly file: string; readonly pointer: string; readonly inner: unknown },
): boolean {
  const seen = new Set<unknown>();
  let place = isJsonObject(inner) ? { file, pointer, schema: inner } : undefined;
  while (place !== undefined && !seen.has(place.schema)) {
    if (Object.hasOwn(place.schema, "default")) return true;
    seen.add(place.schema);
    place = subject.targetOf(place);
  }
  return false;
}

/** The keyword of a schema that may refuse an object because of a member with that name. */
function refusingKeyword(
  subject: LintSubject,
  place: PlacedSchema,
  name: string,
  count: number,
): string | undefined {
  const { schema } = place;
  if (typeof schema.maxProperties === "number" && schema.maxProperties < count) return "maxProperties";
  for (const keyword of ["dependentRequired", "dependentSchemas"])
    if (memberOf(schema[keyword], name) !== undefined) return keyword;
  for (const keyword of ["enum", "const"]) if (schema[keyword] !== undefined) return keyword;
  for (const { path, schema: inner, inPlace } of subschemas(schema)) {
    const [keyword] = path;
    if (!inPlace || keyword === "allOf" || keyword === "dependentSchemas" || !isJsonObject(inner)) continue;
    const part = { ...place, pointer: joinPointer(place.pointer, ...path), schema: inner };
    if (judges(subject, part, name, keyword !== "anyOf")) return String(keyword);
  }
  return undefined;
}

/**
 * True when an alternative or a condition may say something else of an object with the member than of one without.
 *
 * @param asksForIt true when it matters whether the member is there
 */
function judges(subject: LintSubject, start: PlacedSchema, name: string, asksForIt: boolean): boolean {
  const open = [start];
  const seen = new Set<unknown>();
  for (const place of open) {
    if (seen.has(place.schema)) continue;
    seen.add(place.schema);
    const { properties, required, additionalProperties, maxProperties, propertyNames } = place.schema;
    if (memberOf(properties, name) !== undefined) return true;
    if (asksForIt && itemsOf(required).includes(name)) return true;
    if ((additionalProperties ?? true) !== true || maxProperties !== undefined || propertyNames !== undefined)
      return true;
    const target = subject.targetOf(place);
    if (target !== undefined) open.push(target);
    for (const { path, schema, inPlace } of subschemas(place.schema)) {
      if (inPlace && isJsonObject(schema))
        open.push({ ...place, pointer: joinPointer(place.pointer, ...path), schema });
    }
  }
  return false;
}
