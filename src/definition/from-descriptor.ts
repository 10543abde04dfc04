import { compact } from "../json/json-object.js";
import type { ErrorDescriptor, MethodDescriptor, ParamDescriptor, ServiceDescriptor } from "./descriptor.js";
import { fieldsForm } from "./versioned-object.js";

/**
 * Makes of a descriptor a definition that generates the same descriptor: what a server tells of itself, as a file.
 *
 * @returns a JSON object as `schemas/oslo-service.schema.json` has it
 */
export function fromDescriptor(descriptor: ServiceDescriptor): Readonly<Record<string, unknown>> {
  const {
    service,
    topic,
    additionalTopics,
    exchange,
    controlExchange,
    namespace,
    version,
    methods,
    errors,
    notifications,
    $defs,
  } = descriptor;
  return compact({
    service,
    topic,
    additionalTopics,
    exchange,
    controlExchange,
    namespace,
    version,
    methods: Object.fromEntries(methods.map((method) => [method.name, methodDefinition(method)])),
    errors: errors && Object.fromEntries(errors.map((error) => [error.name, errorDefinition(error)])),
    notifications:
      notifications &&
      Object.fromEntries(
        notifications.map(({ eventType, priorities, payload, examples }) => [
          eventType,
          compact({ priority: priorities, payload, examples }),
        ]),
      ),
    $defs:
      $defs && Object.fromEntries(Object.entries($defs).map(([name, schema]) => [name, fieldsForm(schema)])),
  });
}

function methodDefinition(method: MethodDescriptor): Readonly<Record<string, unknown>> {
  const { kind, since, params, additionalParams, result, errors, timeout, callMonitorTimeout, examples } =
    method;
  return compact({
    kind: kind === "call" ? undefined : kind,
    since,
    params: params.map(paramDefinition),
    additionalParams,
    result,
    errors: errors.length === 0 ? undefined : errors,
    timeout,
    callMonitorTimeout,
    examples,
  });
}

function paramDefinition({ name, required, since, until, schema, earlier }: ParamDescriptor): unknown {
  return compact({ name, schema, earlier, required: required ? undefined : false, since, until });
}

function errorDefinition({ module, kwargs }: ErrorDescriptor): unknown {
  return compact({ module, kwargs });
}
