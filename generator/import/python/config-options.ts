import { stringifyJson } from "../../../src/json/json.js";
import { constantOf, innerValue, type Json, type Scope } from "./constants.js";
import type { PythonModule } from "./module.js";
import type { Names } from "./names.js";
import { callsIn, declaresOption, type FoundCall, registeredOptions } from "./registered-options.js";
import { type Expression, lastName } from "./syntax.js";

/** An option of oslo.config that an expression reads. */
export interface OptionName {
  readonly name: string;
  readonly group?: string;
}

/** A default of an option, and the file that it stands in. */
export interface OptionDefault {
  readonly value: Json;
  readonly file: string;
}

const OPTION = /(?:^|\.)(?:CONF|conf|cfg\.CONF)\.(?:([A-Za-z]\w*)\.)?([A-Za-z]\w*)$/;
/** The exchange of every Target that names none, which services give a default of their own. */
const CONTROL_EXCHANGE = "control_exchange";
const SETS_TRANSPORT_DEFAULTS = "set_transport_defaults";
const SETS_DEFAULT = /^set_(?:default|override)$/;

/** The option that an expression reads, as `CONF.compute_topic` does, whatever names it comes by. */
export function optionOf(expression: Expression, scope: Scope, steps = 0): OptionName | undefined {
  if (expression.kind !== "name" || steps > 10) return undefined;
  const { path } = expression;
  const inner = innerValue(path, scope);
  if (inner !== undefined && inner.value.kind !== "other")
    return optionOf(inner.value, inner.scope, steps + 1);
  const meaning = inner === undefined ? scope.names.resolve(scope.module, path) : undefined;
  const [, group, name] = OPTION.exec(meaning?.kind === "unknown" ? meaning.name : path.join(".")) ?? [];
  if (name === undefined) return undefined;
  return group === undefined ? { name } : { name, group };
}

/** The defaults that options of oslo.config have in the sources around some module. */
export class ConfigOptions {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  /**
   * The different defaults of an option; none where no file declares it with one. One that is registered in another group
   * is another option, and of those whose group nobody can tell only a single one may be that of a group.
   */
  defaultsOf({ name, group }: OptionName, near: PythonModule): readonly OptionDefault[] {
    const quoted = [name.replaceAll("_", "[-_]"), ...(group === undefined ? [] : [group])];
    const calls = this.#calls(near, new RegExp(`["'](?:${quoted.join("|")})["']`));
    const all = calls.filter(declaresOption).flatMap((call) => this.#defaultOf(call, name));
    const registered = registeredOptions(this.#names, calls).flatMap((option) =>
      this.#defaultOf(option.declaration, name).map((found) => ({ ...found, group: option.group })),
    );
    const own = registered.filter((option) => option.group === group);
    if (own.length > 0) return different(own);
    const others = new Set(registered.map(keyOf));
    const open = different(all.filter((option) => !others.has(keyOf(option))));
    return group !== undefined && open.length > 1 ? [] : open;
  }

  #defaultOf({ args, module }: FoundCall, name: string): FoundDefault[] {
    const [first] = args.positional;
    const declared = first?.kind === "constant" ? String(first.value).replaceAll("-", "_") : undefined;
    const value = args.keywords.get("default");
    if (declared !== name || value === undefined) return [];
    const known = constantOf(value, { names: this.#names, module });
    return known === undefined ? [] : [{ value: known, module }];
  }

  /** The different defaults that the sources give `control_exchange`. */
  controlExchanges(near: PythonModule): readonly OptionDefault[] {
    const pattern = new RegExp(`${CONTROL_EXCHANGE}|${SETS_TRANSPORT_DEFAULTS}`);
    const set = this.#calls(near, pattern).flatMap(({ callee, args, module }) => {
      const maker = lastName(callee) ?? "";
      const [first, second] = args.positional;
      const isSet =
        SETS_DEFAULT.test(maker) && first?.kind === "constant" && first.value === CONTROL_EXCHANGE;
      const value =
        args.keywords.get(CONTROL_EXCHANGE) ??
        (maker === SETS_TRANSPORT_DEFAULTS ? first : isSet ? second : undefined);
      const known = value && constantOf(value, { names: this.#names, module });
      return typeof known === "string" && known !== "" ? [{ value: known, module }] : [];
    });
    const declared = this.defaultsOf({ name: CONTROL_EXCHANGE }, near);
    return set.length > 0 ? different(set) : declared;
  }

  /** The calls in the files around a module whose text matches. */
  #calls(near: PythonModule, pattern: RegExp): readonly FoundCall[] {
    return this.#names.tree.around(near, pattern).flatMap(callsIn);
  }
}

interface FoundDefault {
  readonly value: Json;
  readonly module: PythonModule;
}

/** A text that the same default of one file shares. */
function keyOf({ value, module }: FoundDefault): string {
  return JSON.stringify([module.source.file, stringifyJson(value)]);
}

function different(found: readonly FoundDefault[]): readonly OptionDefault[] {
  const byValue = new Map(
    found.map(({ value, module }) => [stringifyJson(value), { value, file: module.source.file }]),
  );
  return [...byValue.values()];
}
