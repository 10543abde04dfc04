import type { ErrorModel, MethodModel, ServiceModel } from "../../src/definition/model.js";
import { infoOf, present } from "./document.js";
import { draft7, draft7Definitions } from "./older-schema.js";

const SCHEMAS = "#/components/schemas/";

/**
 * The OpenRPC document of a service. A cast is a method without a result, which OpenRPC calls a notification; what it has
 * no place for, as versions and timeouts, stands in `x-oslo`. Notifications are left out.
 *
 * @param writtenBy says who wrote the document
 */
export function openRpcDocument(model: ServiceModel, writtenBy: string): object {
  const { topic, exchange, controlExchange, namespace } = model;
  const additionalTopics = model.additionalTopics.length === 0 ? undefined : model.additionalTopics;
  return {
    openrpc: "1.3.2",
    "x-generated": writtenBy,
    info: infoOf(model),
    "x-oslo": present({ topic, additionalTopics, exchange, controlExchange, namespace }),
    methods: model.methods.map((method) => methodObject(method, model.errors)),
    ...(model.$defs.length === 0 ? {} : { components: { schemas: draft7Definitions(model.$defs, SCHEMAS) } }),
  };
}

function methodObject(method: MethodModel, errors: readonly ErrorModel[]): object {
  const { name, description, deprecated, since, timeout, callMonitorTimeout, kind, result } = method;
  const { additionalParams } = method;
  const own = errors.filter((error) => method.errors.includes(error.name));
  return present({
    name,
    description,
    deprecated: deprecated || undefined,
    paramStructure: "by-name",
    params: method.params.map((param) =>
      present({
        name: param.name,
        description: param.description,
        required: param.required,
        deprecated: param.deprecated || undefined,
        schema: draft7(param.schema, SCHEMAS),
        "x-since": param.since,
        "x-until": param.until,
        "x-earlier": param.earlier?.map(({ until, schema }) => ({ until, schema: draft7(schema, SCHEMAS) })),
      }),
    ),
    result:
      kind === "cast"
        ? undefined
        : { name: "result", schema: result === undefined ? { type: "null" } : draft7(result, SCHEMAS) },
    errors: own.length === 0 ? undefined : own.map(errorObject),
    "x-oslo": present({
      kind,
      since,
      timeout,
      callMonitorTimeout,
      additionalParams: additionalParams === undefined ? undefined : draft7(additionalParams, SCHEMAS),
    }),
  });
}

/** Errors have codes there and classes here: they are counted, and the class is beside. */
function errorObject({ name, module, description, kwargs }: ErrorModel, index: number): object {
  return {
    code: index + 1,
    message: description ?? name,
    data: present({
      class: name,
      module,
      kwargs: kwargs === undefined ? undefined : draft7(kwargs, SCHEMAS),
    }),
  };
}
