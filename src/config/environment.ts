import type { OptionGroup, OptionPlace } from "./option.js";
import type { OptionType } from "./option-types.js";
import type { AssignedTexts } from "./value-source.js";

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that sets an option: `OS_<GROUP>__<OPTION>`. Deprecated names have none. */
export function environmentVariable({ group, name }: OptionPlace): string {
  return `OS_${group.toUpperCase()}__${name.toUpperCase()}`;
}

/** The assignments of the environment to an option. Several values of a repeatable one stand between commas. */
export function readEnvironment(
  environment: Environment,
  option: OptionPlace & { readonly type: OptionType<unknown> },
): AssignedTexts | undefined {
  const variable = environmentVariable(option);
  const value = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
  if (value === undefined) return undefined;
  return { texts: splitRepeated(value, option.type), source: { kind: "environment", variable } };
}

/** Variables that are written like options of these groups and are none; `[DEFAULT]` belongs to everybody. */
export function unknownVariables(
  environment: Environment,
  groups: readonly OptionGroup[],
): readonly (OptionPlace & { readonly variable: string })[] {
  return groups
    .filter((group) => group.name !== "DEFAULT")
    .flatMap((group) => {
      const known = new Set(group.options.map(environmentVariable));
      const prefix = environmentVariable({ group: group.name, name: "" });
      return Object.keys(environment)
        .filter((variable) => variable.startsWith(prefix) && !known.has(variable))
        .map((variable) => ({
          variable,
          group: group.name,
          name: variable.slice(prefix.length).toLowerCase(),
        }));
    });
}

/** Where a source has room for one text only, a repeatable option's values stand between commas. */
export function splitRepeated(value: string, type: OptionType<unknown>): readonly string[] {
  return type.multiple ? value.split(",").map((item) => item.trim()) : [value];
}
