import { compact } from "../json/json-object.js";
import {
  DESCRIPTOR_FORMAT,
  type ErrorDescriptor,
  type MethodDescriptor,
  type NotificationDescriptor,
  type ParamDescriptor,
  type ServiceDescriptor,
} from "./descriptor.js";
import type { ErrorModel, MethodModel, NotificationModel, ParamModel, ServiceModel } from "./model.js";

/**
 * Makes of a definition what everything at run time reads: what `oslo-gen` writes to `descriptor.ts`, without
 * generating.
 */
export function toDescriptor(model: ServiceModel): ServiceDescriptor {
  const $defs = model.$defs.map(({ name, schema }) => [name, schema] as const);
  return compact<ServiceDescriptor>({
    format: DESCRIPTOR_FORMAT,
    service: model.service,
    topic: model.topic,
    additionalTopics: unlessEmpty(model.additionalTopics),
    exchange: model.exchange,
    controlExchange: model.controlExchange,
    namespace: model.namespace,
    version: model.version,
    methods: model.methods.map(methodDescriptor),
    errors: unlessEmpty(model.errors.map(errorDescriptor)),
    notifications: unlessEmpty(model.notifications.map(notificationDescriptor)),
    $defs: $defs.length === 0 ? undefined : Object.fromEntries($defs),
  });
}

function methodDescriptor(method: MethodModel): MethodDescriptor {
  const { name, property, kind, since, additionalParams, result, errors, timeout, callMonitorTimeout } =
    method;
  return compact<MethodDescriptor>({
    name,
    property: property === name ? undefined : property,
    kind,
    since,
    params: method.params.map(paramDescriptor),
    additionalParams,
    result,
    errors,
    timeout,
    callMonitorTimeout,
    examples: unlessEmpty(method.examples),
  });
}

function paramDescriptor(param: ParamModel): ParamDescriptor {
  const { name, required, wasRequired, since, until, schema, earlier } = param;
  return compact<ParamDescriptor>({ name, required: required || wasRequired, since, until, schema, earlier });
}

function errorDescriptor({ name, module, kwargs }: ErrorModel): ErrorDescriptor {
  return compact<ErrorDescriptor>({ name, module, kwargs });
}

function notificationDescriptor(notification: NotificationModel): NotificationDescriptor {
  const { eventType, property, priorities, payload } = notification;
  const examples = unlessEmpty(notification.examples);
  // Also where it is the wire's: a release that reserves the name must not take the event from its listeners.
  return compact<NotificationDescriptor>({ eventType, property, priorities, payload, examples });
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
