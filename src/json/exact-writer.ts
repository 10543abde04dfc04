import { types } from "node:util";
import { JsonError } from "./json-error.js";
import { MAX_DEPTH, MAX_INTEGER_DIGITS } from "./limits.js";
import { quote } from "./quote.js";

/** Writes a value that JSON.stringify does not write exactly, or at all. @throws {JsonError} */
export function writeExactly(value: unknown): string {
  return write(value, "", []);
}

/** `path` holds the keys that lead to the value; its length is the depth. */
function write(original: unknown, key: string, path: string[]): string {
  // A Buffer would show its numbers by toJSON, which no other octets have and no peer reads as octets.
  if (types.isUint8Array(original))
    fail(`${Buffer.isBuffer(original) ? "Buffer" : "Uint8Array"} cannot be written as JSON`, path);
  const value = hasToJson(original) ? original.toJSON(key) : original;
  switch (typeof value) {
    case "string":
      return quote(value);
    case "boolean":
      return String(value);
    case "number":
      return writeNumber(value);
    case "bigint":
      return writeInteger(value, path);
    case "object":
      if (value === null) return "null";
      if (path.length >= MAX_DEPTH) fail(`nested deeper than ${MAX_DEPTH} levels, or holding itself,`, path);
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    default:
      return fail(`${typeof value} cannot be written as JSON`, path);
  }
}

function hasToJson(value: unknown): value is { toJSON(key: string): unknown } {
  return (
    typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function"
  );
}

/**
 * JSON.stringify spells a large whole number as an integer whose last digits are not the number's own, and Python
 * reads an integer exactly. String() spells NaN and the infinities as Python does.
 */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? JSON.stringify(value) : value.toExponential();
}

function writeInteger(value: bigint, path: string[]): string {
  const literal = value.toString();
  const digits = value < 0n ? literal.length - 1 : literal.length;
  if (digits > MAX_INTEGER_DIGITS) fail(`integer of more than ${MAX_INTEGER_DIGITS} digits`, path);
  return literal;
}

function writeArray(array: readonly unknown[], path: string[]): string {
  // Added together, texts are not copied, as they would be at each level when they are joined.
  let text = "[";
  for (let index = 0; index < array.length; index += 1) {
    if (index > 0) text += ",";
    text += writeMember(array[index], String(index), path);
  }
  return `${text}]`;
}

function writeObject(object: object, path: string[]): string {
  // A Map, Set, Promise, Error, boxed number or typed array shows none of its content as members.
  const tag = Object.prototype.toString.call(object).slice("[object ".length, -1);
  if (tag !== "Object") fail(`${tag} cannot be written as JSON`, path);
  let text = "";
  for (const key of Object.keys(object)) {
    const member: unknown = (object as Record<string, unknown>)[key];
    if (member === undefined) continue;
    text += `${text === "" ? "{" : ","}${JSON.stringify(key)}:`;
    text += writeMember(member, key, path);
  }
  return text === "" ? "{}" : `${text}}`;
}

function writeMember(value: unknown, key: string, path: string[]): string {
  path.push(key);
  const text = write(value, key, path);
  path.pop();
  return text;
}

function fail(message: string, path: readonly string[]): never {
  const pointer = path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  throw new JsonError(message, { pointer });
}
