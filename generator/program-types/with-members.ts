import type { JsonSchema } from "../../src/definition/descriptor.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { keepPlace } from "../../src/definition/rewrite-refs.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../src/definition/subschemas.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";

/** A copy of a definition in which schemas have further members, or others; schemas without any inside stay the same. */
export function withMembers(model: ServiceModel, members: ReadonlyMap<JsonObject, JsonObject>): ServiceModel {
  const mark = (schema: JsonSchema): JsonSchema => changed(schema, members) as JsonSchema;
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

function changed(schema: unknown, members: ReadonlyMap<JsonObject, JsonObject>): unknown {
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema);
  const inner = entries.map(([keyword, value]) => [keyword, changedValue(keyword, value, members)] as const);
  const own = members.get(schema);
  const isSame = own === undefined && inner.every(([, value], index) => value === entries[index]?.[1]);
  if (isSame) return schema;
  return keepPlace(schema, { ...Object.fromEntries(inner), ...own });
}

function changedValue(
  keyword: string,
  value: unknown,
  members: ReadonlyMap<JsonObject, JsonObject>,
): unknown {
  if (SCHEMA_KEYWORDS.has(keyword)) return changed(value, members);
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) {
    const list = itemsOf(value).map((item) => changed(item, members));
    return list.some((item, index) => item !== itemsOf(value)[index]) ? list : value;
  }
  if (!SCHEMA_MAP_KEYWORDS.has(keyword)) return value;
  const inner = membersOf(value).map(([name, item]) => [name, item, changed(item, members)] as const);
  if (inner.every(([, item, made]) => item === made)) return value;
  return Object.fromEntries(inner.map(([name, , made]) => [name, made]));
}
