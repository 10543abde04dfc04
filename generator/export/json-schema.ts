import type { JsonSchema } from "../../src/definition/descriptor.js";
import { schemaOfAll } from "../../src/definition/method-at.js";
import type { MethodModel, ServiceModel } from "../../src/definition/model.js";
import { VERSIONED_OBJECT } from "../../src/definition/versioned-object.js";

/**
 * One JSON Schema 2020-12 of all that a service has: under `$defs` its own schemas, and for each method `NAME.arguments`
 * and `NAME.result`, for each error `NAME.kwargs`, for each notification `TYPE.payload`. Versioned objects are there in
 * the form that travels.
 *
 * @param writtenBy says who wrote the document
 */
export function jsonSchemaDocument(model: ServiceModel, writtenBy: string): object {
  const own: [string, unknown][] = [
    ...model.methods.map((method): [string, unknown] => [
      `${method.name}.arguments`,
      argumentsSchema(method),
    ]),
    ...model.methods
      .filter(({ kind }) => kind !== "cast")
      .map(({ name, result }): [string, unknown] => [`${name}.result`, result ?? { type: "null" }]),
    ...model.errors.map(({ name, kwargs }): [string, unknown] => [
      `${name}.kwargs`,
      kwargs ?? { type: "object" },
    ]),
    ...model.notifications.map(({ eventType, payload }): [string, unknown] => [
      `${eventType}.payload`,
      payload,
    ]),
  ];
  const taken = new Set(model.$defs.map(({ name }) => name));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: writtenBy,
    title: `${model.service} ${model.version}`,
    ...(model.description === undefined ? {} : { description: model.description }),
    $defs: Object.fromEntries([
      ...model.$defs.map(({ name, schema }): [string, unknown] => [name, withoutObjectClass(schema)]),
      ...own.map(([name, schema]): [string, unknown] => [freeName(name, taken), schema]),
    ]),
  };
}

function argumentsSchema({ params, description, additionalParams = false }: MethodModel): object {
  const properties = params.map((param): [string, unknown] => {
    const { name, description: text } = param;
    const schema = schemaOfAll(param);
    const isPlain = typeof schema === "boolean" || text === undefined || Object.hasOwn(schema, "description");
    return [name, isPlain ? schema : { ...schema, description: text }];
  });
  return {
    ...(description === undefined ? {} : { description }),
    type: "object",
    properties: Object.fromEntries(properties),
    required: params.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: additionalParams,
  };
}

/** The keyword says of the class no more than the schema beside it, which describes what travels; it is not standard. */
function withoutObjectClass(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const { [VERSIONED_OBJECT]: _, ...standard } = schema;
  return standard;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  while (taken.has(name)) name += "_";
  taken.add(name);
  return name;
}
