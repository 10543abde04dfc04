/** A JSON Schema 2020-12: an object of keywords, or true or false. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** One parameter of an RPC method. */
export interface ParamDescriptor {
  /** Name on the wire. */
  readonly name: string;
  /** False: it may be left out. With `until` it may be so in requests of later versions. */
  readonly required: boolean;
  /** MAJOR.MINOR the parameter came with; passing it raises the version of the request. */
  readonly since?: string;
  /** The last version, MAJOR.MINOR, that has the parameter; absent, it is there still. */
  readonly until?: string;
  /** Its values fit this. */
  readonly schema: JsonSchema;
  /** The schemas that its values fitted in requests of earlier versions, the oldest first. */
  readonly earlier?: readonly {
    /** The last version, MAJOR.MINOR, that it holds at. */
    readonly until: string;
    readonly schema: JsonSchema;
  }[];
}

/** A schema that a parameter had. */
export type EarlierSchema = NonNullable<ParamDescriptor["earlier"]>[number];

/** One RPC method. */
export interface MethodDescriptor {
  /** Name on the wire. */
  readonly name: string;
  /** Name in TypeScript where it differs from the wire's. */
  readonly property?: string;
  /** A call is answered, a cast is not; of a method that is both each request decides. */
  readonly kind: "call" | "cast" | "both";
  /** MAJOR.MINOR the method came with: the version a client sends. */
  readonly since: string;
  /** In the order of positional arguments. */
  readonly params: readonly ParamDescriptor[];
  /** Each further argument fits this; absent, there are none beside the parameters. */
  readonly additionalParams?: JsonSchema;
  /** Absent on a cast and on a call that returns null. */
  readonly result?: JsonSchema;
  /** Names of the declared errors the method may raise. */
  readonly errors: readonly string[];
  /** Default timeout of a call, in seconds. */
  readonly timeout?: number;
  /** Default call monitor timeout, in seconds. */
  readonly callMonitorTimeout?: number;
  /** Whole calls, which a mock answers by; their values are as they travel. */
  readonly examples?: readonly {
    /** The point of it, in a few words. */
    readonly name: string;
    /** The text for people. */
    readonly description?: string;
    /** Its arguments by name. */
    readonly arguments: Readonly<Record<string, unknown>>;
    /** Absent where the method declares none, and beside an error. */
    readonly result?: unknown;
    /** The error that it fails with. */
    readonly error?: {
      /** One of the method's errors. */
      readonly name: string;
      /** Empty when absent. */
      readonly message?: string;
      /** None when absent. */
      readonly kwargs?: Readonly<Record<string, unknown>>;
    };
  }[];
}

/** A call of a method with its answer. */
export type CallExample = NonNullable<MethodDescriptor["examples"]>[number];

/** An error that the call of an example fails with. */
export type ExampleError = NonNullable<CallExample["error"]>;

/** The requests that clients make of a method. */
export type MethodKind = MethodDescriptor["kind"];

/** An exception a service declares. */
export interface ErrorDescriptor {
  /** Class name, in Python and here. */
  readonly name: string;
  /** Python module of the class. */
  readonly module: string;
  /** Its keyword arguments fit this; absent, they may be any. */
  readonly kwargs?: JsonSchema;
}

/** An event a service declares. */
export interface NotificationDescriptor {
  /** Name on the wire. */
  readonly eventType: string;
  /** Name in TypeScript; absent where the generator did not write it yet, and derived from the wire's then. */
  readonly property?: string;
  /** Severities in lower case. */
  readonly priorities: readonly string[];
  /** Its payloads fit this. */
  readonly payload: JsonSchema;
  /** Payloads, which a mock sends; they are as they travel. */
  readonly examples?: readonly {
    /** The point of it, in a few words. */
    readonly name: string;
    /** The text for people. */
    readonly description?: string;
    /** One that fits. */
    readonly payload: unknown;
  }[];
}

/** A payload of a notification. */
export type PayloadExample = NonNullable<NotificationDescriptor["examples"]>[number];

/**
 * A service definition as `oslo-gen` writes it and as everything at run time reads it. Lists stand where a
 * map would have names from the definition as keys, so that no name can reach a prototype.
 */
export interface ServiceDescriptor {
  /** Format of this object. */
  readonly format: number;
  /** Name of the service, as the definition has it. */
  readonly service: string;
  /** Where its servers listen. */
  readonly topic: string;
  /** Where they listen as well, or instead, when they are told to. */
  readonly additionalTopics?: readonly string[];
  /** Absent, with `controlExchange`: the configured `control_exchange`. */
  readonly exchange?: string;
  /** The exchange where no `control_exchange` is configured. */
  readonly controlExchange?: string;
  /** Absent: the null namespace. */
  readonly namespace?: string;
  /** MAJOR.MINOR */
  readonly version: string;
  /** In the order of the definition. */
  readonly methods: readonly MethodDescriptor[];
  /** The errors that its methods name. */
  readonly errors?: readonly ErrorDescriptor[];
  /** In the order of the definition. */
  readonly notifications?: readonly NotificationDescriptor[];
  /** Every schema that the others refer to as `#/$defs/NAME`. */
  readonly $defs?: { readonly [name: string]: JsonSchema };
}

/** The newest descriptor format this runtime reads. */
export const DESCRIPTOR_FORMAT = 1;
