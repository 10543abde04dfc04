import { compact, type JsonObject } from "../json/json-object.js";
import { nameDefinitions } from "./definition-names.js";
import type {
  CallExample,
  ExampleError,
  JsonSchema,
  PayloadExample,
  ServiceDescriptor,
} from "./descriptor.js";
import { joinPointer } from "./json-pointer.js";
import type {
  DefinitionModel,
  ErrorModel,
  MethodModel,
  NotificationModel,
  ParamModel,
  ServiceModel,
} from "./model.js";
import { methodName, notificationName, parameterName, serviceNames, typeName } from "./names.js";
import { refsOf, rewriteRefs } from "./rewrite-refs.js";
import type { SchemaLibrary } from "./schema-library.js";
import { parseVersion } from "./version.js";

/** Turns a schema of a file, which stands at the pointer, into one whose refs are resolved. */
type Resolve = (schema: unknown, pointer: string) => JsonSchema;

/** The parts of a definition, once it was checked: as those of the model, with what may be left out. */
interface CheckedMethod
  extends Partial<Omit<MethodModel, "params" | "additionalParams" | "result" | "examples">> {
  readonly params?: readonly CheckedParam[];
  readonly additionalParams?: unknown;
  readonly result?: unknown;
  readonly examples?: readonly CheckedCallExample[];
}

interface CheckedCallExample extends Omit<CallExample, "arguments"> {
  readonly arguments?: CallExample["arguments"];
}

interface CheckedParam
  extends Pick<ParamModel, "name">,
    Partial<Pick<ParamModel, "required" | "description" | "deprecated" | "since" | "until">> {
  readonly schema: unknown;
  readonly earlier?: readonly { readonly until: string; readonly schema: unknown }[];
}

interface CheckedError extends Pick<ErrorModel, "module" | "description"> {
  readonly kwargs?: unknown;
}

interface CheckedNotification
  extends Partial<Pick<NotificationModel, "description" | "deprecated" | "examples">> {
  readonly payload: unknown;
  readonly priority?: readonly string[];
}

interface CheckedService
  extends Omit<ServiceDescriptor, "format" | "methods" | "errors" | "notifications" | "$defs"> {
  readonly description?: string;
  readonly methods: { readonly [name: string]: CheckedMethod };
  readonly errors?: { readonly [name: string]: CheckedError };
  readonly notifications?: { readonly [name: string]: CheckedNotification };
}

/** Makes the model of a definition that was found to be right. */
export function buildModel(file: string, document: JsonObject, library: SchemaLibrary): ServiceModel {
  const service = document as unknown as CheckedService;
  const names = serviceNames(service.service);
  const errors = Object.keys(service.errors ?? {}).map(
    (name) => [name, typeName(name, names) ?? name] as const,
  );
  const classNames = new Map(errors);
  const definitionNames = nameDefinitions([...library.entries], file, names, classNames.values());
  const refs = refsOf(library, (key) => definitionNames.get(key)?.name ?? "");
  const resolve: Resolve = (schema, pointer) => rewriteRefs(schema, library.root(pointer), refs);

  const definitions = [...library.entries].map((entry): DefinitionModel => {
    const { name, typeName } = definitionNames.get(entry.key) ?? { name: "", typeName: "" };
    return { name, typeName, schema: rewriteRefs(entry.schema, entry, refs) };
  });
  return compact<ServiceModel>({
    file,
    service: service.service,
    description: service.description,
    topic: service.topic,
    additionalTopics: service.additionalTopics ?? [],
    exchange: service.exchange,
    controlExchange: service.controlExchange,
    namespace: service.namespace,
    version: service.version,
    methods: Object.entries(service.methods).map(([name, method]) =>
      methodModel(name, method, service.version, resolve),
    ),
    errors: Object.entries(service.errors ?? {}).map(([name, error]) =>
      errorModel(name, classNames.get(name) ?? name, error, resolve),
    ),
    notifications: Object.entries(service.notifications ?? {}).map(([eventType, notification]) =>
      notificationModel(eventType, notification, resolve),
    ),
    $defs: definitions,
  });
}

function methodModel(name: string, method: CheckedMethod, version: string, resolve: Resolve): MethodModel {
  const pointer = joinPointer("/methods", name);
  return compact<MethodModel>({
    name,
    property: methodName(name) ?? name,
    kind: method.kind ?? "call",
    description: method.description,
    params: (method.params ?? []).map((param, index) =>
      paramModel(param, joinPointer(pointer, "params", index), resolve),
    ),
    additionalParams: ifThere(resolve, method.additionalParams, joinPointer(pointer, "additionalParams")),
    result: ifThere(resolve, method.result, joinPointer(pointer, "result")),
    errors: method.errors ?? [],
    timeout: method.timeout,
    callMonitorTimeout: method.callMonitorTimeout,
    deprecated: method.deprecated ?? false,
    since: method.since ?? `${parseVersion(version)?.major ?? 0}.0`,
    examples: (method.examples ?? []).map(callExample),
  });
}

function callExample(example: CheckedCallExample): CallExample {
  const { name, description, arguments: args = {}, result, error } = example;
  return compact<CallExample>({
    name,
    description,
    arguments: args,
    result,
    error: error && compact<ExampleError>({ name: error.name, message: error.message, kwargs: error.kwargs }),
  });
}

function paramModel(param: CheckedParam, pointer: string, resolve: Resolve): ParamModel {
  return compact<ParamModel>({
    name: param.name,
    identifier: parameterName(param.name) ?? param.name,
    required: (param.required ?? true) && param.until === undefined,
    wasRequired: (param.required ?? true) && param.until !== undefined,
    schema: resolve(param.schema, joinPointer(pointer, "schema")),
    description: param.description,
    since: param.since,
    until: param.until,
    earlier: param.earlier?.map(({ until, schema }, index) => ({
      until,
      schema: resolve(schema, joinPointer(pointer, "earlier", index, "schema")),
    })),
    deprecated: param.deprecated ?? false,
  });
}

function errorModel(name: string, className: string, error: CheckedError, resolve: Resolve): ErrorModel {
  const { module, description } = error;
  const kwargs = ifThere(resolve, error.kwargs, joinPointer("/errors", name, "kwargs"));
  return compact<ErrorModel>({ name, className, module, description, kwargs });
}

function notificationModel(
  eventType: string,
  notification: CheckedNotification,
  resolve: Resolve,
): NotificationModel {
  return compact<NotificationModel>({
    eventType,
    property: notificationName(eventType) ?? eventType,
    priorities: notification.priority ?? ["info"],
    payload: resolve(notification.payload, joinPointer("/notifications", eventType, "payload")),
    description: notification.description,
    deprecated: notification.deprecated ?? false,
    examples: (notification.examples ?? []).map(({ name, description, payload }) =>
      compact<PayloadExample>({ name, description, payload }),
    ),
  });
}

/** Resolves a schema that need not be there. */
function ifThere(resolve: Resolve, schema: unknown, pointer: string): JsonSchema | undefined {
  return schema === undefined ? undefined : resolve(schema, pointer);
}
