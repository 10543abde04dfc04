import type { MethodModel, ParamModel, ServiceModel } from "../definition/model.js";
import type { DeclaredError, DeclaredNotification, Example, Method, Param, ServiceDetail } from "./api.js";

type Detail = Pick<ServiceDetail, "description" | "methods" | "errors" | "notifications" | "$defs">;

/**
 * A definition as the page reads it.
 *
 * @param examplesOf makes the examples of a method
 */
export function serviceDetail(
  model: ServiceModel,
  examplesOf: (method: MethodModel) => readonly Example[],
): Detail {
  const { description, methods, errors, notifications, $defs } = model;
  return {
    ...(description !== undefined && { description }),
    methods: methods.map((method) => methodDetail(method, examplesOf(method))),
    errors: errors.map(
      ({ name, module, description: text, kwargs }): DeclaredError => ({
        name,
        module,
        ...(text !== undefined && { description: text }),
        ...(kwargs !== undefined && { kwargs }),
      }),
    ),
    notifications: notifications.map(
      ({ eventType, priorities, payload, description: text, deprecated }): DeclaredNotification => ({
        eventType,
        priorities,
        payload,
        ...(text !== undefined && { description: text }),
        ...(deprecated && { deprecated }),
      }),
    ),
    $defs: Object.fromEntries($defs.map(({ name, schema }) => [name, schema])),
  };
}

function methodDetail(method: MethodModel, examples: readonly Example[]): Method {
  const { name, kind, description, deprecated, since, params, additionalParams, result, errors, timeout } =
    method;
  return {
    name,
    kind,
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
    since,
    params: params.map(paramDetail),
    ...(additionalParams !== undefined && { additionalParams }),
    ...(result !== undefined && { result }),
    errors,
    ...(timeout !== undefined && { timeout }),
    examples,
  };
}

function paramDetail({ name, required, schema, description, deprecated, since, until }: ParamModel): Param {
  return {
    name,
    required,
    schema,
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}
