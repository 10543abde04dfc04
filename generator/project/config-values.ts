import { joinPointer } from "../../src/definition/json-pointer.js";
import { didYouMean } from "../../src/errors/did-you-mean.js";
import { ConfigurationError } from "../../src/errors/setup-errors.js";
import { isJsonObject, type JsonObject } from "../../src/json/json-object.js";

/** The members of a configuration, or of an object in it, checked as they are read. */
export class ConfigValues {
  readonly #file: string;
  readonly #values: JsonObject;
  /** The keys that lead to the object in the file. */
  readonly #path: readonly string[];

  /** @throws {ConfigurationError} it has a key that is none of `keys`. */
  constructor(file: string, values: JsonObject, keys: readonly string[], path: readonly string[] = []) {
    this.#file = file;
    this.#values = values;
    this.#path = path;
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
    return new ConfigValues(this.#file, value, keys, [...this.#path, key]);
  }

  /** One of a few texts. */
  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    const known = choices.find((candidate) => candidate === value);
    return known ?? this.fail(`"${key}" must be one of ${choices.join(", ")}`);
  }

  /** The file and the JSON pointer of a member. */
  placeOf(key: string): string {
    return `${this.#file}#${joinPointer("", ...this.#path, key)}`;
  }

  /** @throws {ConfigurationError} always. */
  fail(reason: string): never {
    const path = this.#path.map((key) => JSON.stringify(key));
    throw new ConfigurationError([this.#file, ...path, reason].join(": "));
  }
}
