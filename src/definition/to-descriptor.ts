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
  const $defs = Object.fromEntries(model.$defs.map(({ name, schema }) => [name, schema]));
  return {
    format: DESCRIPTOR_FORMAT,
    service: model.service,
    topic: model.topic,
    ...(model.additionalTopics.length === 0 ? {} : { additionalTopics: model.additionalTopics }),
    ...(model.exchange === undefined ? {} : { exchange: model.exchange }),
    ...(model.controlExchange === undefined ? {} : { controlExchange: model.controlExchange }),
    ...(model.namespace === undefined ? {} : { namespace: model.namespace }),
    version: model.version,
    methods: model.methods.map(methodDescriptor),
    ...(model.errors.length === 0 ? {} : { errors: model.errors.map(errorDescriptor) }),
    ...(model.notifications.length === 0
      ? {}
      : { notifications: model.notifications.map(notificationDescriptor) }),
    ...(model.$defs.length === 0 ? {} : { $defs }),
  };
}

function methodDescriptor(method: MethodModel): MethodDescriptor {
  const { name, property, kind, since, additionalParams, result, errors, timeout, callMonitorTimeout } =
    method;
  const { examples } = method;
  return {
    name,
    ...(property === name ? {} : { property }),
    kind,
    since,
    params: method.params.map(paramDescriptor),
    ...(additionalParams === undefined ? {} : { additionalParams }),
    ...(result === undefined ? {} : { result }),
    errors,
    ...(timeout === undefined ? {} : { timeout }),
    ...(callMonitorTimeout === undefined ? {} : { callMonitorTimeout }),
    ...(examples.length === 0 ? {} : { examples }),
  };
}

function paramDescriptor(param: ParamModel): ParamDescriptor {
  const { name, required, wasRequired, since, until, schema, earlier } = param;
  return {
    name,
    required: required || wasRequired,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    schema,
    ...(earlier === undefined ? {} : { earlier }),
  };
}

function errorDescriptor({ name, module, kwargs }: ErrorModel): ErrorDescriptor {
  return { name, module, ...(kwargs === undefined ? {} : { kwargs }) };
}

function notificationDescriptor(notification: NotificationModel): NotificationDescriptor {
  const { eventType, property, priorities, payload, examples } = notification;
  // Also where it is the wire's: a release that reserves the name must not take the event from its listeners.
  return { eventType, property, priorities, payload, ...(examples.length === 0 ? {} : { examples }) };
}
