import type { JsonSchema } from "../../src/definition/descriptor.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { PROGRAM_TYPE, type ProgramType } from "../../src/definition/program-type.js";
import { keepPlace } from "../../src/definition/rewrite-refs.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../src/definition/subschemas.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";
import type { TypeSettings } from "../emit/type-settings.js";
import { dateTimes } from "./date-times.js";
import { findTexts, type Versions } from "./find-texts.js";
import type { GenerateNote } from "./note.js";
import { octets } from "./octets.js";
import type { TextKind } from "./text-kind.js";

/** A definition as generated code has it. */
export interface ProgramModel {
  /** The schemas of values that programs have in another form say so. */
  readonly model: ServiceModel;
  /** True when some are marked. */
  readonly isMarked: boolean;
  readonly notes: readonly GenerateNote[];
}

/** Marks the schemas of a definition whose values programs have in another form than they travel in. */
export function programModel(model: ServiceModel, settings: TypeSettings): ProgramModel {
  return withProgramTypes(model, [
    ...(settings.dateTimes === "string" ? [] : [dateTimes("Date" satisfies ProgramType)]),
    ...(settings.octets === "string" ? [] : [octets("Uint8Array" satisfies ProgramType)]),
  ]);
}

/** Marks the schemas whose texts are of some kinds with the types that programs have. */
export function withProgramTypes(
  model: ServiceModel,
  kinds: readonly TextKind[],
  versions: Versions = "apart",
): ProgramModel {
  const found = kinds.map((kind) => ({ kind, ...findTexts(model, kind, versions) }));
  const types = new Map(
    found.flatMap(({ kind, schemas }) => [...schemas].map((schema) => [schema, kind.typeName] as const)),
  );
  const notes = found.flatMap((each) => each.notes);
  const isMarked = types.size > 0;
  return { model: isMarked ? markedModel(model, types) : model, isMarked, notes };
}

function markedModel(model: ServiceModel, types: ReadonlyMap<JsonObject, string>): ServiceModel {
  const mark = (schema: JsonSchema): JsonSchema => marked(schema, types) as JsonSchema;
  return {
    ...model,
    methods: model.methods.map((method) => ({
      ...method,
      params: method.params.map((param) => ({
        ...param,
        schema: mark(param.schema),
        ...(param.earlier === undefined
          ? {}
          : { earlier: param.earlier.map((each) => ({ ...each, schema: mark(each.schema) })) }),
      })),
      ...(method.additionalParams === undefined ? {} : { additionalParams: mark(method.additionalParams) }),
      ...(method.result === undefined ? {} : { result: mark(method.result) }),
    })),
    notifications: model.notifications.map((one) => ({ ...one, payload: mark(one.payload) })),
    $defs: model.$defs.map((one) => ({ ...one, schema: mark(one.schema) })),
  };
}

/** A copy with the types at their schemas; a schema without any inside it stays the same. */
function marked(schema: unknown, types: ReadonlyMap<JsonObject, string>): unknown {
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema);
  const inner = entries.map(([keyword, value]) => [keyword, markedValue(keyword, value, types)] as const);
  const type = types.get(schema);
  const isSame = type === undefined && inner.every(([, value], index) => value === entries[index]?.[1]);
  if (isSame) return schema;
  const copy = { ...Object.fromEntries(inner), ...(type === undefined ? {} : { [PROGRAM_TYPE]: type }) };
  return keepPlace(schema, copy);
}

function markedValue(keyword: string, value: unknown, types: ReadonlyMap<JsonObject, string>): unknown {
  if (SCHEMA_KEYWORDS.has(keyword)) return marked(value, types);
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) {
    const list = itemsOf(value).map((item) => marked(item, types));
    return list.some((item, index) => item !== itemsOf(value)[index]) ? list : value;
  }
  if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return value;
  const members = membersOf(value).map(([name, item]) => [name, item, marked(item, types)] as const);
  if (members.every(([, item, made]) => item === made)) return value;
  return Object.fromEntries(members.map(([name, , made]) => [name, made]));
}
