import { didYouMean } from "../../src/errors/did-you-mean.js";
import { ConfigurationError } from "../../src/errors/setup-errors.js";
import { isJsonObject, type JsonObject } from "../../src/json/json-object.js";

/** The members of a configuration, or of an object in it, checked as they are read. */
export class ConfigValues {
  /** The file, and the way to the object in it. */
  readonly #where: string;
  readonly #values: JsonObject;

  /** @throws {ConfigurationError} it has a key that is none of `keys`. */
  constructor(where: string, values: JsonObject, keys: readonly string[]) {
    this.#where = where;
    this.#values = values;
    for (const key of Object.keys(values)) {
      if (!keys.includes(key)) this.fail(`${JSON.stringify(key)} is no known key${didYouMean(key, keys)}`);
    }
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#values, key);
  }

  get(key: string): unknown {
    return this.has(key) ? this.#values[key] : undefined;
  }

  /** A text that is not empty. */
  text(key: string, kind: string): string | undefined {
    const value = this.get(key);
    if (value === undefined || (typeof value === "string" && value !== "")) return value;
    return this.fail(`"${key}" must be ${kind}`);
  }

  /** A list of texts that are not empty. */
  list(key: string, kind: string): readonly string[] | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
    return isList ? value : this.fail(`"${key}" must be a list of ${kind}`);
  }

  /** Texts that are not empty, by any names. */
  map(key: string, kind: string): Readonly<Record<string, string>> {
    const value = this.get(key);
    if (value === undefined) return {};
    const isMap =
      isJsonObject(value) && Object.values(value).every((item) => typeof item === "string" && item !== "");
    return isMap ? (value as Readonly<Record<string, string>>) : this.fail(`"${key}" must map ${kind}`);
  }

  /** The members of an object with some of the keys. */
  object(key: string, keys: readonly string[]): ConfigValues | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (!isJsonObject(value)) return this.fail(`"${key}" must be an object`);
    return new ConfigValues(`${this.#where}: "${key}"`, value, keys);
  }

  /** One of a few texts. */
  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    const known = choices.find((candidate) => candidate === value);
    return known ?? this.fail(`"${key}" must be one of ${choices.join(", ")}`);
  }

  /** @throws {ConfigurationError} always. */
  fail(reason: string): never {
    throw new ConfigurationError(`${this.#where}: ${reason}`);
  }
}
