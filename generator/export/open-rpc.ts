import type { CallExample } from "../../src/definition/descriptor.js";
import type { ErrorModel, MethodModel, NotificationModel, ServiceModel } from "../../src/definition/model.js";
import { isJsonObject } from "../../src/json/json-object.js";
import { inOrder } from "../example-text/program-examples.js";
import { infoOf, present } from "./document.js";
import { draft7, draft7Definitions } from "./older-schema.js";

const SCHEMAS = "#/components/schemas/";

/**
 * The OpenRPC document of a service. A cast is a method without a result, which OpenRPC calls a notification; what it has
 * no place for, as versions, timeouts and notifications, stands in `x-oslo`, where an import finds it again.
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
    "x-oslo": present({
      topic,
      additionalTopics,
      exchange,
      controlExchange,
      namespace,
      errors: model.errors.length === 0 ? undefined : model.errors.map(({ name }) => name),
      notifications: notificationObjects(model.notifications),
    }),
    methods: model.methods.map((method) => methodObject(method, model.errors)),
    ...components(model),
  };
}

/** Schemas, and the errors that no method raises. */
function components({ $defs, errors, methods }: ServiceModel): object {
  const raised = new Set(methods.flatMap((method) => method.errors));
  const others = errors.filter(({ name }) => !raised.has(name));
  const parts = present({
    schemas: $defs.length === 0 ? undefined : draft7Definitions($defs, SCHEMAS),
    errors:
      others.length === 0
        ? undefined
        : Object.fromEntries(others.map((error) => [error.name, errorObject(error, errors.indexOf(error))])),
  });
  return Object.keys(parts).length === 0 ? {} : { components: parts };
}

function notificationObjects(notifications: readonly NotificationModel[]): object | undefined {
  if (notifications.length === 0) return undefined;
  return Object.fromEntries(
    notifications.map(({ eventType, description, priorities, payload, deprecated, examples }) => [
      eventType,
      present({
        description,
        priority: priorities,
        payload: draft7(payload, SCHEMAS),
        deprecated: deprecated || undefined,
        examples: examples.length === 0 ? undefined : examples,
      }),
    ]),
  );
}

function methodObject(method: MethodModel, errors: readonly ErrorModel[]): object {
  const { name, description, deprecated, since, timeout, callMonitorTimeout, kind, result } = method;
  const { additionalParams } = method;
  const own = method.errors.flatMap((each) => errors.filter((error) => error.name === each));
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
        "x-was-required": param.wasRequired || undefined,
        "x-earlier": param.earlier?.map(({ until, schema }) => ({ until, schema: draft7(schema, SCHEMAS) })),
      }),
    ),
    result:
      kind === "cast"
        ? undefined
        : { name: "result", schema: result === undefined ? { type: "null" } : draft7(result, SCHEMAS) },
    errors: own.length === 0 ? undefined : own.map((error) => errorObject(error, errors.indexOf(error))),
    examples:
      method.examples.length === 0
        ? undefined
        : method.examples.map((example) => examplePairing(example, method)),
    "x-oslo": present({
      kind,
      since,
      timeout,
      callMonitorTimeout,
      // Beside it, as a method without a result has this schema there, too.
      declaresNull: (isJsonObject(result) && result.type === "null") || undefined,
      additionalParams: additionalParams === undefined ? undefined : draft7(additionalParams, SCHEMAS),
    }),
  });
}

/** A failure has no place there: it is beside. */
function examplePairing(example: CallExample, method: MethodModel): object {
  const { name, description, arguments: args, result = null, error } = example;
  return present({
    name,
    description,
    params: inOrder(method, args),
    result: method.kind === "cast" || error !== undefined ? undefined : { name: "result", value: result },
    "x-oslo": error === undefined ? undefined : { error },
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
