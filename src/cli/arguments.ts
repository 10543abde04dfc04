import { type Notice, readTypedWord, readWord } from "../definition/argument-word.js";
import type { JsonSchema, MethodDescriptor } from "../definition/descriptor.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { isJsonObject } from "../json/json-object.js";
import type { ContextFields } from "../messaging/request-context.js";
import { UsageError } from "../terminal/usage-error.js";
import { splitPair } from "./split-pair.js";

/** Arguments of a call by name. Has no prototype: the names come from outside. */
export type NamedArguments = Readonly<Record<string, unknown>>;

/**
 * Reads the words after the method's name when no definition is at hand: `name=value` each if the first one
 * holds `=`, else pairs of a name and a value. A value is JSON if it is that, else a text.
 *
 * @param notice told of values that look like JSON and are texts
 * @throws {UsageError} A name without a value, or a name given twice.
 */
export function readArguments(words: readonly string[], notice: Notice = ignore): NamedArguments {
  return toArguments(isNamed(words) ? readNamed(words) : readPairs(words), (name, word) =>
    readWord(word, (why) => notice(`${name} ${why}`)),
  );
}

/**
 * Reads the words after the method's name by the method's definition: `name=value` each if the first one holds
 * `=`, else the arguments in order. What a parameter's schema takes as text only is the word itself; of others
 * it is JSON if it is that and has a type the schema allows, else the word.
 *
 * @param notice told of values that look like JSON and are texts
 * @throws {UsageError} A name the method does not have or that is given twice, or too many words.
 */
export function readTypedArguments(
  words: readonly string[],
  method: MethodDescriptor,
  definitions: Readonly<Record<string, JsonSchema>> = {},
  notice: Notice = ignore,
): NamedArguments {
  const schemas = new Map(method.params.map(({ name, schema }) => [name, schema]));
  return toArguments(isNamed(words) ? readNamed(words) : readPositional(words, method), (name, word) => {
    const schema = schemas.get(name);
    if (schema === undefined) throw unknownArgument(name, method);
    return readTypedWord(word, schema, definitions, (why) => notice(`${name} ${why}`));
  });
}

const ignore: Notice = () => {};

type Pair = readonly [name: string, word: string];

function toArguments(pairs: readonly Pair[], read: (name: string, word: string) => unknown): NamedArguments {
  const named: Record<string, unknown> = Object.create(null);
  for (const [name, word] of pairs) {
    if (Object.hasOwn(named, name)) throw new UsageError(`Argument ${name} is given twice`);
    named[name] = read(name, word);
  }
  return named;
}

function isNamed(words: readonly string[]): boolean {
  return words[0]?.includes("=") ?? false;
}

function readNamed(words: readonly string[]): Pair[] {
  return words.map((word) => {
    const pair = splitPair(word);
    if (pair !== undefined) return pair;
    throw new UsageError(`Argument ${JSON.stringify(word)} must be name=value, as the first one is`);
  });
}

function readPairs(words: readonly string[]): Pair[] {
  if (words.length % 2 !== 0) {
    throw new UsageError(
      `Argument ${JSON.stringify(words.at(-1))} has no value: write name=value, or NAME VALUE pairs`,
    );
  }
  const pairs: Pair[] = [];
  for (let at = 0; at < words.length; at += 2) pairs.push([words[at] ?? "", words[at + 1] ?? ""]);
  return pairs;
}

function readPositional(words: readonly string[], { name, params }: MethodDescriptor): Pair[] {
  if (words.length > params.length) {
    throw new UsageError(
      `Method ${name} takes at most ${params.length} arguments, and ${words.length} are given`,
    );
  }
  return words.map((word, index) => [params[index]?.name ?? "", word]);
}

/** The parser of `--context`. @throws {UsageError} the text is no JSON object. */
export function readContext(text: string): ContextFields {
  const value = readWord(text);
  if (isJsonObject(value)) return value;
  throw new UsageError(`--context takes a JSON object, not ${JSON.stringify(text)}`);
}

function unknownArgument(name: string, method: MethodDescriptor): UsageError {
  const names = method.params.map((param) => param.name);
  const hint = didYouMean(name, names) || `; it takes ${names.join(", ") || "none"}`;
  return new UsageError(`Method ${method.name} has no argument ${JSON.stringify(name)}${hint}`);
}
