import { inspect } from "node:util";
import { getOrInsert } from "../collections/get-or-insert.js";
import { groupBy } from "../collections/group-by.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import type { FileValues } from "./config-files.js";
import { type Environment, readEnvironment } from "./environment.js";
import { type Option, qualifiedName } from "./option.js";
import { findOption, resolveOptionName } from "./options.js";
import { substituteReferences } from "./references.js";
import { type AssignedTexts, describeSource, type ValueSource } from "./value-source.js";

/** A checked value and its source. */
export interface AssignedValue {
  readonly value: unknown;
  readonly source: ValueSource;
}

/** The places that values are looked for in, strongest first. */
export interface ValueSources {
  readonly values: Readonly<Record<string, unknown>>;
  readonly commandLine: readonly (readonly [name: string, value: string])[];
  readonly environment: Environment;
  readonly files: FileValues;
}

/** Finds the value of each option in its strongest source, and follows references between options. */
export class Resolver {
  readonly #sources: ValueSources;
  readonly #code: ReadonlyMap<Option<unknown>, unknown>;
  readonly #commandLine: ReadonlyMap<Option<unknown>, readonly { readonly text: string }[]>;
  readonly #resolved = new Map<Option<unknown>, AssignedValue | undefined>();
  /** The options that are being resolved now: a reference that leads back here has no value. */
  readonly #open = new Set<object>();

  constructor(sources: ValueSources) {
    this.#sources = sources;
    this.#code = new Map(
      Object.entries(sources.values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [resolveOptionName(name), value]),
    );
    const given = sources.commandLine.map(([name, text]) => ({ option: resolveOptionName(name), text }));
    this.#commandLine = groupBy(given, ({ option }) => option);
  }

  /**
   * The value some source gives the option; undefined when none does.
   *
   * @throws {ConfigurationError} A value the option cannot have, or a reference that leads nowhere.
   */
  resolve(option: Option<unknown>): AssignedValue | undefined {
    return getOrInsert(this.#resolved, option, () => this.#resolveNow(option));
  }

  #resolveNow(option: Option<unknown>): AssignedValue | undefined {
    if (this.#code.has(option)) return acceptValue(option, this.#code.get(option));
    const assigned = this.#findTexts(option);
    if (assigned === undefined) return undefined;
    const texts = assigned.texts.map((written) => this.#expand(written, option, option, assigned.source));
    return readTexts(option, { texts, source: assigned.source });
  }

  #findTexts(option: Option<unknown>): AssignedTexts | undefined {
    const texts = this.#commandLine.get(option)?.map(({ text }) => text);
    if (texts !== undefined) return { texts, source: { kind: "command line" } };
    return readEnvironment(this.#sources.environment, option) ?? this.#sources.files.find(option);
  }

  /** Replaces the references in a text that stands at `place`, on behalf of `option`. */
  #expand(
    written: string,
    option: Option<unknown>,
    place: { readonly group: string },
    source: ValueSource,
  ): string {
    return substituteReferences(written, (name) => {
      const found = this.#lookup(name, option, place.group);
      if (found !== undefined) return found;
      // A secret may hold a dollar sign by mistake: what follows it must not be printed.
      const reference = option.secret ? "a reference" : `the reference $${name}`;
      throw new ConfigurationError(
        `${describeSource(source)}: ${reference} in ${qualifiedName(option)} leads nowhere; write $$ for a plain $`,
      );
    });
  }

  /** The text of the option a reference names: in the given group if there is no other, else in [DEFAULT]. */
  #lookup(name: string, option: Option<unknown>, group: string): string | undefined {
    const dot = name.indexOf(".");
    if (dot >= 0) return this.#textAt(name.slice(0, dot), name.slice(dot + 1), option);
    return this.#textAt(group, name, option) ?? this.#textAt("DEFAULT", name, option);
  }

  #textAt(group: string, name: string, option: Option<unknown>): string | undefined {
    const known = findOption(group, name);
    if (known !== undefined) return this.#guarded(known, () => this.#formatted(known));
    const assignment = this.#sources.files.findPlace(group, name);
    if (assignment === undefined) return undefined;
    const { value, file, line } = assignment;
    return this.#guarded(assignment, () =>
      this.#expand(value, option, { group }, { kind: "file", file, line }),
    );
  }

  #formatted(option: Option<unknown>): string {
    const value = this.resolve(option)?.value ?? option.default;
    return value === undefined ? "" : option.type.format(value);
  }

  #guarded(key: object, resolve: () => string): string | undefined {
    if (this.#open.has(key)) return undefined;
    this.#open.add(key);
    try {
      return resolve();
    } finally {
      this.#open.delete(key);
    }
  }
}

/**
 * Converts what a source assigns to the option's type.
 *
 * @throws {ConfigurationError} The texts are no such value.
 */
export function readTexts(option: Option<unknown>, { texts, source }: AssignedTexts): AssignedValue {
  if (option.type.emptyIsDefault && texts.at(-1)?.trim() === "") return { value: option.default, source };
  const value = option.type.read(texts);
  if (value === undefined) throw badValue(option, texts.join(","), source);
  return { value, source };
}

function acceptValue(option: Option<unknown>, given: unknown): AssignedValue {
  const source: ValueSource = { kind: "code" };
  const value = option.type.accept(given);
  if (value === undefined) throw badValue(option, given, source);
  return { value, source };
}

function badValue(option: Option<unknown>, given: unknown, source: ValueSource): ConfigurationError {
  const shown = option.secret
    ? "its value"
    : inspect(given, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
  return new ConfigurationError(
    `${describeSource(source)}: ${shown} is no value of ${qualifiedName(option)}, which must be ${option.type.description}`,
  );
}
