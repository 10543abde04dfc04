import type { JsonObject } from "../json/json-object.js";
import { nameDefinitions } from "./definition-names.js";
import type { CallExample, JsonSchema, MethodKind, PayloadExample } from "./descriptor.js";
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

/** The parts of a definition, once it was checked. */
interface CheckedMethod {
  readonly description?: string;
  readonly kind?: MethodKind;
  readonly params?: readonly CheckedParam[];
  readonly additionalParams?: unknown;
  readonly result?: unknown;
  readonly errors?: readonly string[];
  readonly timeout?: number;
  readonly callMonitorTimeout?: number;
  readonly deprecated?: boolean;
  readonly since?: string;
  readonly examples?: readonly CheckedCallExample[];
}

interface CheckedCallExample extends Omit<CallExample, "arguments"> {
  readonly arguments?: CallExample["arguments"];
}

interface CheckedParam {
  readonly name: string;
  readonly schema: unknown;
  readonly required?: boolean;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly earlier?: readonly { readonly until: string; readonly schema: unknown }[];
}

interface CheckedError {
  readonly module: string;
  readonly description?: string;
  readonly kwargs?: unknown;
}

interface CheckedNotification {
  readonly payload: unknown;
  readonly priority?: readonly string[];
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly examples?: readonly PayloadExample[];
}

interface CheckedService {
  readonly service: string;
  readonly description?: string;
  readonly topic: string;
  readonly additionalTopics?: readonly string[];
  readonly exchange?: string;
  readonly controlExchange?: string;
  readonly namespace?: string;
  readonly version: string;
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
  return {
    file,
    service: service.service,
    ...pick(service, ["description"]),
    topic: service.topic,
    additionalTopics: service.additionalTopics ?? [],
    ...pick(service, ["exchange", "controlExchange", "namespace"]),
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
  };
}

function methodModel(name: string, method: CheckedMethod, version: string, resolve: Resolve): MethodModel {
  return {
    name,
    property: methodName(name) ?? name,
    kind: method.kind ?? "call",
    ...pick(method, ["description"]),
    params: (method.params ?? []).map((param, index) =>
      paramModel(param, joinPointer("/methods", name, "params", index), resolve),
    ),
    ...(method.additionalParams === undefined
      ? {}
      : {
          additionalParams: resolve(
            method.additionalParams,
            joinPointer("/methods", name, "additionalParams"),
          ),
        }),
    ...(method.result === undefined
      ? {}
      : { result: resolve(method.result, joinPointer("/methods", name, "result")) }),
    errors: method.errors ?? [],
    ...pick(method, ["timeout", "callMonitorTimeout"]),
    deprecated: method.deprecated ?? false,
    since: method.since ?? `${parseVersion(version)?.major ?? 0}.0`,
    examples: (method.examples ?? []).map((example) => ({
      ...pick(example, ["name", "description"]),
      arguments: example.arguments ?? {},
      ...pick(example, ["result"]),
      ...(example.error === undefined ? {} : { error: pick(example.error, ["name", "message", "kwargs"]) }),
    })),
  };
}

function paramModel(param: CheckedParam, pointer: string, resolve: Resolve): ParamModel {
  return {
    name: param.name,
    identifier: parameterName(param.name) ?? param.name,
    required: (param.required ?? true) && param.until === undefined,
    wasRequired: (param.required ?? true) && param.until !== undefined,
    schema: resolve(param.schema, joinPointer(pointer, "schema")),
    ...pick(param, ["description", "since", "until"]),
    ...(param.earlier === undefined
      ? {}
      : {
          earlier: param.earlier.map(({ until, schema }, index) => ({
            until,
            schema: resolve(schema, joinPointer(pointer, "earlier", index, "schema")),
          })),
        }),
    deprecated: param.deprecated ?? false,
  };
}

function errorModel(name: string, className: string, error: CheckedError, resolve: Resolve): ErrorModel {
  return {
    name,
    className,
    module: error.module,
    ...pick(error, ["description"]),
    ...(error.kwargs === undefined
      ? {}
      : { kwargs: resolve(error.kwargs, joinPointer("/errors", name, "kwargs")) }),
  };
}

function notificationModel(
  eventType: string,
  notification: CheckedNotification,
  resolve: Resolve,
): NotificationModel {
  return {
    eventType,
    property: notificationName(eventType) ?? eventType,
    priorities: notification.priority ?? ["info"],
    payload: resolve(notification.payload, joinPointer("/notifications", eventType, "payload")),
    ...pick(notification, ["description"]),
    deprecated: notification.deprecated ?? false,
    examples: (notification.examples ?? []).map((each) => pick(each, ["name", "description", "payload"])),
  };
}

/** The members of those names that the value has. */
function pick<T extends object, K extends keyof T>(value: T, names: readonly K[]): Pick<T, K> {
  const entries = names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]);
  return Object.fromEntries(entries) as Pick<T, K>;
}
