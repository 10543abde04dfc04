import type { MethodModel, NotificationModel, ServiceModel } from "../../../src/definition/model.js";
import { Definitions } from "../../../src/subset/definitions.js";
import { ServiceTypes } from "../../emit/service-types.js";
import { type CallExamples, callExamples } from "../examples/call-examples.js";

/** A parameter on a page. */
export interface ParamEntry {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly since: string | undefined;
  readonly description: string;
  readonly deprecated: boolean;
}

/** A method on a page. */
export interface MethodEntry {
  readonly method: MethodModel;
  readonly signature: string;
  readonly params: readonly ParamEntry[];
  readonly resultType: string;
  readonly examples: CallExamples;
}

/** An error on a page. */
export interface ErrorEntry {
  readonly name: string;
  readonly module: string;
  readonly description: string;
  readonly kwargs: string | undefined;
  /** Names of the methods that raise it. */
  readonly methods: readonly string[];
}

/** A notification on a page. */
export interface NotificationEntry {
  readonly notification: NotificationModel;
  readonly type: string;
}

/** All that is said of a service, whatever the format. */
export interface ServicePage {
  /** The name of its file, without the extension. */
  readonly name: string;
  readonly model: ServiceModel;
  readonly methods: readonly MethodEntry[];
  readonly errors: readonly ErrorEntry[];
  readonly notifications: readonly NotificationEntry[];
  /** Declarations of TypeScript. */
  readonly types: readonly string[];
}

/** Gathers what is said of a service. */
export function servicePage(name: string, model: ServiceModel, sourceFile: string): ServicePage {
  const types = new ServiceTypes(model);
  const definitions = new Definitions(model.$defs);
  return {
    name,
    model,
    methods: model.methods.map((method) => methodEntry(model, method, types, definitions, sourceFile)),
    errors: model.errors.map((error) => ({
      name: error.name,
      module: error.module,
      description: error.description ?? "",
      kwargs:
        error.kwargs === undefined
          ? undefined
          : (types.kwargs.get(error)?.type.text ?? "Record<string, unknown>"),
      methods: model.methods.filter(({ errors }) => errors.includes(error.name)).map((method) => method.name),
    })),
    notifications: model.notifications.map((notification) => ({
      notification,
      type: types.payloads.get(notification)?.text ?? "unknown",
    })),
    types: types.declarations,
  };
}

function methodEntry(
  model: ServiceModel,
  method: MethodModel,
  types: ServiceTypes,
  definitions: Definitions,
  sourceFile: string,
): MethodEntry {
  const { params: paramTypes, result } = types.methods.get(method) ?? {
    params: [],
    result: { text: "void" },
  };
  const params = method.params.map(
    (param, index): ParamEntry => ({
      name: param.name,
      type: paramTypes[index]?.text ?? "unknown",
      required: param.required,
      since: param.since,
      description: param.description ?? "",
      deprecated: param.deprecated,
    }),
  );
  const list = method.params.map(
    ({ identifier, required }, index) =>
      `${identifier}${required ? "" : "?"}: ${params[index]?.type ?? "unknown"}`,
  );
  return {
    method,
    signature: `${method.property}(${list.join(", ")}): ${result.text}`,
    params,
    resultType: result.text,
    examples: callExamples(model, method, definitions, sourceFile),
  };
}
