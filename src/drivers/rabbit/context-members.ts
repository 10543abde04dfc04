import { stringifyJson } from "../../json/json.js";
import type { JsonObject } from "../../json/json-object.js";
import { quote } from "../../json/quote.js";
import type { ContextFields } from "../../messaging/request-context.js";

/** Before the name of each field of a context, which is a member of the message itself. */
const PREFIX = "_context_";

/** Names that are remembered, and their longest: peers choose those that are read. */
const REMEMBERED = 256;
const LONGEST = 64;

/** By the name of a field, what stands before its value. */
const beginnings = new Map<string, string>();
/** By the name of a member, that of its field. */
const fieldNames = new Map<string, string>();

/**
 * A message in JSON, with the fields of a context among its own and without the closing brace: others come behind them.
 * Most fields are put there as text, which takes less than half of what an object takes that has them all.
 *
 * @param message has fields, and gets those of the context whose values have parts
 * @throws {JsonError} a value cannot be written
 */
export function opened(message: Record<string, unknown>, context: ContextFields): string {
  let text = "";
  for (const name of Object.keys(context)) {
    const value = context[name];
    if (typeof value === "string") text += beginningOf(name) + quote(value);
    else if (value === null || typeof value === "boolean") text += beginningOf(name) + value;
    else message[`${PREFIX}${name}`] = value;
  }
  return stringifyJson(message).slice(0, -1) + text;
}

/** The fields of a context among the members of a message. */
export function contextOf(message: JsonObject): ContextFields {
  const context: Record<string, unknown> = {};
  for (const member of Object.keys(message)) {
    if (member.startsWith(PREFIX)) setOwn(context, fieldNameOf(member), message[member]);
  }
  return context;
}

function beginningOf(name: string): string {
  return beginnings.get(name) ?? remember(beginnings, name, `,${JSON.stringify(`${PREFIX}${name}`)}:`);
}

function fieldNameOf(member: string): string {
  return fieldNames.get(member) ?? remember(fieldNames, member, member.slice(PREFIX.length));
}

function remember(texts: Map<string, string>, name: string, text: string): string {
  if (texts.size >= REMEMBERED) texts.clear();
  if (name.length <= LONGEST) texts.set(name, text);
  return text;
}

function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
