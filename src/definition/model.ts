import type { CallExample, EarlierSchema, JsonSchema, MethodKind, PayloadExample } from "./descriptor.js";

/** One parameter of a method. */
export interface ParamModel {
  /** Name on the wire. */
  readonly name: string;
  /** Name in TypeScript. */
  readonly identifier: string;
  /** Every request has it, whatever its version. */
  readonly required: boolean;
  /** Requests had to have it up to its `until`. */
  readonly wasRequired: boolean;
  readonly schema: JsonSchema;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly since?: string;
  /** The last version that has it. */
  readonly until?: string;
  /** The schemas that it had, the oldest first. */
  readonly earlier?: readonly EarlierSchema[];
}

/** One RPC method. */
export interface MethodModel {
  /** Name on the wire. */
  readonly name: string;
  /** Name in TypeScript. */
  readonly property: string;
  readonly kind: MethodKind;
  readonly description?: string;
  readonly params: readonly ParamModel[];
  /** Each further argument fits this; absent, there are none beside the parameters. */
  readonly additionalParams?: JsonSchema;
  /** Absent on a cast and on a call that returns null. */
  readonly result?: JsonSchema;
  /** Names of declared errors. */
  readonly errors: readonly string[];
  /** In seconds. */
  readonly timeout?: number;
  /** In seconds. */
  readonly callMonitorTimeout?: number;
  readonly deprecated: boolean;
  /** MAJOR.MINOR, that of the definition's major version when the definition does not say. */
  readonly since: string;
  /** Whole calls, in the order of the definition. */
  readonly examples: readonly CallExample[];
}

/** One declared exception. */
export interface ErrorModel {
  /** Name of the Python class. */
  readonly name: string;
  /** Name of the TypeScript class. */
  readonly className: string;
  /** Python module of the class. */
  readonly module: string;
  readonly description?: string;
  readonly kwargs?: JsonSchema;
}

/** One notification. */
export interface NotificationModel {
  /** Name on the wire. */
  readonly eventType: string;
  /** Name in TypeScript. */
  readonly property: string;
  readonly priorities: readonly string[];
  readonly payload: JsonSchema;
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
export interface ServiceModel {
  /** Path of the file, as it was given. */
  readonly file: string;
  readonly service: string;
  readonly description?: string;
  readonly topic: string;
  /** Other topics that servers may listen on. */
  readonly additionalTopics: readonly string[];
  /** Whatever is configured. */
  readonly exchange?: string;
  /** Where no `control_exchange` is configured. */
  readonly controlExchange?: string;
  readonly namespace?: string;
  /** MAJOR.MINOR */
  readonly version: string;
  readonly methods: readonly MethodModel[];
  readonly errors: readonly ErrorModel[];
  readonly notifications: readonly NotificationModel[];
  readonly $defs: readonly DefinitionModel[];
}
