import type { ServiceModel } from "../../../src/definition/model.js";
import { placeOfSchema } from "../../../src/definition/rewrite-refs.js";
import { typesOf } from "../../../src/definition/schema-types.js";
import type { JsonObject } from "../../../src/json/json-object.js";
import { dateTimes } from "../../program-types/date-times.js";
import { decimals } from "../../program-types/decimals.js";
import { findTexts } from "../../program-types/find-texts.js";
import { nestedObjects } from "../../program-types/nested-objects.js";
import { octets } from "../../program-types/octets.js";
import { pairedPlaces } from "../../program-types/paired-places.js";
import type { TextKind } from "../../program-types/text-kind.js";
import type { ValuePlace } from "../../program-types/value-places.js";
import type { Finding } from "../finding.js";
import type { BreakingRule, Change } from "../rule.js";
import { notificationPayload } from "./notification-payload.js";
import { paramSchema } from "./param-schema.js";
import { resultSchema } from "./result-schema.js";

/** The types that either language may have in the place of texts. */
const KINDS: readonly TextKind[] = [dateTimes("Date"), octets("Uint8Array or bytes"), decimals("Decimal")];

/** The schemas whose texts programs may have as values of another type, and the kind of each. */
type Typed = ReadonlyMap<JsonObject, TextKind>;

export const programType: BreakingRule = {
  id: "program-type",
  level: "source",
  documentation:
    "A text with `contentEncoding: base64` or `base64url`, a time and a decimal are values of another type in code that is generated with such types: one that becomes any, or is any no longer, changes it, and needs no new version. Where the configuration has `octets` converted, in TypeScript or in Python, an encoding is checked like any other limit of a schema, and the rules of schemas say which version it needs.",
  *find(change) {
    const [before, after] = [typedSchemas(change.old), typedSchemas(change.new)];
    if (before.size === 0 && after.size === 0) return;
    const found = new Set<JsonObject>();
    for (const [old, now] of pairedPlaces(change.old.model, change.new.model, rootsOf(change))) {
      const [left, right] = [formIn(old, before), formIn(now, after)];
      const schema = right?.schema ?? textIn(now);
      if (left?.form === right?.form || textIn(old) === undefined) continue;
      // Another format is another set of texts, which the rules of schemas tell; another encoding is not.
      if (left?.kind === right?.kind && left?.schema.format !== right?.schema.format) continue;
      if (schema === undefined || found.has(schema)) continue;
      found.add(schema);
      yield finding(schema, left?.shown ?? "a text", right?.shown ?? "a text");
    }
  },
};

function typedSchemas({ model }: Change["old"]): Typed {
  return new Map(
    KINDS.filter((kind) => mentions(model, kind)).flatMap((kind) =>
      [...findTexts(model, kind, "apart").schemas].map((schema) => [schema, kind] as const),
    ),
  );
}

/** True when anything in a definition may be a schema of the kind; to find out which are takes far longer. */
function mentions(model: ServiceModel, kind: TextKind): boolean {
  for (const value of nestedObjects(model)) if (kind.formOf(value) !== undefined) return true;
  return false;
}

function rootsOf(change: Change): readonly (readonly [unknown, unknown])[] {
  const roots = [paramSchema, resultSchema, notificationPayload].flatMap(({ schemas }) => [
    ...(schemas?.(change) ?? []),
  ]);
  return roots.map(({ old, new: now }) => [old, now] as const);
}

function formIn(place: ValuePlace, typed: Typed) {
  for (const schema of place) {
    const kind = typed.get(schema);
    const form = kind?.formOf(schema);
    if (kind !== undefined && form !== undefined)
      return { schema, kind, form, shown: `${kind.typeName} (${form})` };
  }
  return undefined;
}

function textIn(place: ValuePlace): JsonObject | undefined {
  return [...place].find((schema) => typesOf(schema).includes("string"));
}

function finding(schema: JsonObject, before: string, after: string): Omit<Finding, "rule"> {
  const place = placeOfSchema(schema);
  return {
    ...(place === undefined ? {} : { file: place.file }),
    pointer: place?.pointer ?? "",
    message: `is ${after} in code that has such types, and was ${before}: look at what uses it`,
    breaks: [],
    bump: "none",
  };
}
