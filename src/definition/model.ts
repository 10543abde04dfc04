import type {
  CallExample,
  ErrorDescriptor,
  JsonSchema,
  MethodDescriptor,
  NotificationDescriptor,
  ParamDescriptor,
  PayloadExample,
  ServiceDescriptor,
} from "./descriptor.js";

/** One parameter of a method. */
export interface ParamModel extends ParamDescriptor {
  /** Name in TypeScript. */
  readonly identifier: string;
  /** Every request has it, whatever its version. */
  readonly required: boolean;
  /** Requests had to have it up to its `until`. */
  readonly wasRequired: boolean;
  readonly description?: string;
  readonly deprecated: boolean;
}

/** One RPC method; its `since` is that of the definition's major version when the definition does not say. */
export interface MethodModel extends MethodDescriptor {
  /** Name in TypeScript. */
  readonly property: string;
  readonly description?: string;
  readonly params: readonly ParamModel[];
  readonly deprecated: boolean;
  /** Whole calls, in the order of the definition. */
  readonly examples: readonly CallExample[];
}

/** One declared exception. */
export interface ErrorModel extends ErrorDescriptor {
  /** Name of the TypeScript class. */
  readonly className: string;
  readonly description?: string;
}

/** One notification. */
export interface NotificationModel extends NotificationDescriptor {
  /** Name in TypeScript. */
  readonly property: string;
  readonly description?: string;
  readonly deprecated: boolean;
  /** In the order of the definition. */
  readonly examples: readonly PayloadExample[];
}

/** One schema that others refer to as `#/$defs/NAME`. */
export interface DefinitionModel {
  readonly name: string;
  /** Name of the TypeScript type. */
  readonly typeName: string;
  readonly schema: JsonSchema;
}

/**
 * A service definition, read, resolved and checked. Every `$ref` in its schemas is `#/$defs/NAME` with a name that is
 * in `$defs`, whatever file it came from.
 */
export interface ServiceModel extends Omit<ServiceDescriptor, "format" | "$defs"> {
  /** Path of the file, as it was given. */
  readonly file: string;
  readonly description?: string;
  /** Other topics that servers may listen on. */
  readonly additionalTopics: readonly string[];
  readonly methods: readonly MethodModel[];
  readonly errors: readonly ErrorModel[];
  readonly notifications: readonly NotificationModel[];
  readonly $defs: readonly DefinitionModel[];
}
