import { JsonTokens, type Token } from "./json-tokens.js";

/** A value of JSON whose integers are exact: those beyond 2^53 are bigints. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject;

/** An object of JSON. Read it with `Object.hasOwn` or `Object.entries`: peers choose the names. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Deeper texts are edited as text only. */
const MOST_DEPTH = 200;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ["null", null],
  ["true", true],
  ["false", false],
]);

/** A text is no JSON; the message says where. */
export class JsonTextError extends Error {}

/**
 * Reads a text as JSON without rounding integers.
 *
 * @throws {JsonTextError} it is none, or is nested too deeply.
 */
export function parseJson(text: string): JsonValue {
  const tokens = new JsonTokens(text);
  const value = readValue(tokens, 0);
  expect(tokens, "end");
  return value;
}

/** The value of a number as it is written, or undefined when that is no number of JSON. */
export function parseNumber(text: string): number | bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return INTEGER.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/** True for an object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readValue(tokens: JsonTokens, depth: number): JsonValue {
  const token = tokens.next();
  if (depth > MOST_DEPTH) throw new JsonTextError(`nested deeper than ${MOST_DEPTH}`);
  if (token.kind === "{") return readObject(tokens, depth);
  if (token.kind === "[") return readArray(tokens, depth);
  if (token.kind === "string") return readString(tokens, token);
  const word = tokens.text.slice(token.start, token.end);
  const value = WORDS.has(word) ? WORDS.get(word) : parseNumber(word);
  if (token.kind !== "word" || value === undefined) throw unexpected(tokens, token, "a value");
  return value;
}

function readObject(tokens: JsonTokens, depth: number): JsonObject {
  const members: [string, JsonValue][] = [];
  if (tokens.peek().kind !== "}") {
    do {
      const name = readString(tokens, expect(tokens, "string"));
      expect(tokens, ":");
      members.push([name, readValue(tokens, depth + 1)]);
    } while (follows(tokens));
  }
  expect(tokens, "}");
  // Not by assignment, which a member called __proto__ would change the object with.
  return Object.fromEntries(members);
}

function readArray(tokens: JsonTokens, depth: number): readonly JsonValue[] {
  const items: JsonValue[] = [];
  if (tokens.peek().kind !== "]") {
    do items.push(readValue(tokens, depth + 1));
    while (follows(tokens));
  }
  expect(tokens, "]");
  return items;
}

function follows(tokens: JsonTokens): boolean {
  if (tokens.peek().kind !== ",") return false;
  tokens.next();
  return true;
}

function readString(tokens: JsonTokens, token: Token): string {
  try {
    return JSON.parse(tokens.text.slice(token.start, token.end)) as string;
  } catch {
    throw unexpected(tokens, token, "a string that ends");
  }
}

function expect(tokens: JsonTokens, kind: Token["kind"]): Token {
  const token = tokens.next();
  const wanted = { end: "the end", string: "a name in quotes" } as Partial<Record<Token["kind"], string>>;
  if (token.kind !== kind) throw unexpected(tokens, token, wanted[kind] ?? `"${kind}"`);
  return token;
}

function unexpected({ text }: JsonTokens, { kind, start, end }: Token, wanted: string): JsonTextError {
  const before = text.slice(0, start).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  const found = kind === "end" ? "the end" : text.slice(start, Math.min(end, start + 20));
  return new JsonTextError(`${place}: ${wanted} expected, ${found} found`);
}
