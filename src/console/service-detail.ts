import type { MethodModel, ParamModel, ServiceModel } from "../definition/model.js";
import { compact } from "../json/json-object.js";
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
  return compact<Detail>({
    description,
    methods: methods.map((method) => methodDetail(method, examplesOf(method))),
    errors: errors.map(({ name, module, description: text, kwargs }) =>
      compact<DeclaredError>({ name, module, description: text, kwargs }),
    ),
    notifications: notifications.map(({ eventType, priorities, payload, description: text, deprecated }) =>
      compact<DeclaredNotification>({
        eventType,
        priorities,
        payload,
        description: text,
        deprecated: deprecated || undefined,
      }),
    ),
    $defs: Object.fromEntries($defs.map(({ name, schema }) => [name, schema])),
  });
}

function methodDetail(method: MethodModel, examples: readonly Example[]): Method {
  const { name, kind, description, deprecated, since, params, additionalParams, result, errors, timeout } =
    method;
  return compact<Method>({
    name,
    kind,
    description,
    deprecated: deprecated || undefined,
    since,
    params: params.map(paramDetail),
    additionalParams,
    result,
    errors,
    timeout,
    examples,
  });
}

function paramDetail({ name, required, schema, description, deprecated, since, until }: ParamModel): Param {
  return compact<Param>({
    name,
    required,
    schema,
    description,
    deprecated: deprecated || undefined,
    since,
    until,
  });
}
