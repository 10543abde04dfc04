import type { OptionType } from "./option-types.js";

/** A place an option may stand at in a file. */
export interface OptionPlace {
  readonly group: string;
  readonly name: string;
}

/** One row of the options table. `T` is the type of the option's value. */
export interface Option<T> extends OptionPlace {
  readonly type: OptionType<T>;
  /** The value when no source sets one. */
  readonly default: T;
  /** The option's effect, in one or two sentences. */
  readonly help: string;
  /** The value is never printed. */
  readonly secret: boolean;
  /** Older places in files that are still read. */
  readonly deprecated: readonly OptionPlace[];
  /** The difference to oslo.messaging, where there is one. */
  readonly differs?: string;
}

/** The options of one section of a file. */
export interface OptionGroup {
  readonly name: string;
  /** Driver whose transport URL may set these options in its query. */
  readonly driver?: string;
  readonly help: string;
  readonly options: readonly Option<unknown>[];
}

/** The difference of an option that nothing here follows. */
export const UNUSED = "Known, so that files with it are read; it has no effect.";

interface OptionDetails {
  readonly help: string;
  readonly secret?: boolean;
  readonly deprecated?: readonly OptionPlace[];
  readonly differs?: string;
}

/** Defines the options of one group. Without a default, the value is undefined until a source sets it. */
export interface DefineOption {
  <T>(
    name: string,
    type: OptionType<T>,
    details: OptionDetails & { readonly default: NoInfer<T> },
  ): Option<T>;
  <T>(name: string, type: OptionType<T>, details: OptionDetails): Option<T | undefined>;
}

/** Returns the function that defines options of `group`. */
export function optionsOf(group: string): DefineOption {
  return <T>(name: string, type: OptionType<T>, details: OptionDetails & { readonly default?: T }) =>
    ({ secret: false, deprecated: [], default: undefined, ...details, group, name, type }) as Option<T>;
}

/** The option's name as messages have it: `rpc_response_timeout` or `oslo_messaging_amqp.idle_timeout`. */
export function qualifiedName({ group, name }: OptionPlace): string {
  return group === "DEFAULT" ? name : `${group}.${name}`;
}

/** The name of a place as keys of maps have it. */
export function placeKey({ group, name }: OptionPlace): string {
  return `${group}\n${name}`;
}
