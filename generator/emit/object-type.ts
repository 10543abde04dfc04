import { isObjectMember } from "../../src/definition/object-members.js";
import { docComment } from "./doc-comment.js";
import { LINE_WIDTH, propertyKey } from "./literal.js";
import { single, type TypeExpression } from "./type-expression.js";

/** One member of an object type. */
export interface ObjectMember {
  /** Undefined for all members that have no name in the schema. */
  readonly name: string | undefined;
  readonly isOptional: boolean;
  readonly type: TypeExpression;
  readonly description?: string | undefined;
  readonly isDeprecated?: boolean;
  readonly isReadonly?: boolean;
  /** Its default, as text. */
  readonly fallback?: string | undefined;
}

const SHORT = 60;

/** True when the schema says something of an object's members. */
export function hasMembers(schema: { readonly [keyword: string]: unknown }): boolean {
  return [
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
  ].some((keyword) => Object.hasOwn(schema, keyword));
}

/** True when the schema names no member: the type is that of a map. */
export function isOpenRecord(schema: { readonly [keyword: string]: unknown }): boolean {
  const names = [
    ...Object.keys((schema.properties as object | undefined) ?? {}),
    ...(Array.isArray(schema.required) ? schema.required : []),
  ];
  return names.every(isObjectMember);
}

/**
 * An object with any members of the type. A mapped type such as Record cannot refer to itself, an index signature can.
 */
export function recordType(member: TypeExpression): TypeExpression {
  if (["unknown", "never"].includes(member.text)) return single(`Record<string, ${member.text}>`);
  return single(`{ [name: string]: ${member.text} }`, member.references);
}

/** An object type written out where it is used. */
export function closedObjectText(members: readonly ObjectMember[]): TypeExpression {
  const references = members.flatMap(({ type }) => type.references);
  const lines = memberLines(members);
  const flat = `{ ${lines.join(" ").replace(/;$/, "")} }`;
  const isShort =
    flat.length <= SHORT && !lines.some((line) => /^\/?\*/.test(line.trim())) && !flat.includes("\n");
  return single(isShort ? flat : `{\n${indented(lines).join("\n")}\n}`, references);
}

/** The lines of an interface's body, without their indentation. */
export function memberLines(members: readonly ObjectMember[]): string[] {
  return members.flatMap((member) => [...memberDoc(member), ...memberText(member).split("\n")]);
}

/** Lines one step further to the right. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

/** A class or an interface with what is said of it. @param head all up to the bracket */
export function declarationText(
  description: string | undefined,
  head: string,
  lines: readonly string[],
): string {
  return [...docComment({ description }, 0), `${head} {`, ...indented(lines), "}"].join("\n");
}

function memberDoc({ description, isDeprecated, fallback }: ObjectMember): string[] {
  const tags = [
    ...(fallback === undefined ? [] : [defaultTag(fallback)]),
    ...(isDeprecated === true ? ["@deprecated"] : []),
  ];
  return docComment({ description, tags }, 2);
}

/** Says which value the server puts where there is none. */
function defaultTag(fallback: string): string {
  // A code span cannot hold a backtick, and only a string can have one.
  return `@defaultValue \`${fallback.replaceAll("`", "\\u0060")}\``;
}

function memberText({ name, isOptional, isReadonly, type }: ObjectMember): string {
  const key = name === undefined ? "[name: string]" : `${propertyKey(name)}${isOptional ? "?" : ""}`;
  const start = isReadonly === true ? `readonly ${key}` : key;
  const line = `${start}: ${type.text};`;
  if (type.kind !== "union" || line.includes("\n") || line.length + 2 <= LINE_WIDTH) return line;
  return `${start}:\n${type.alternatives.map((alternative) => `  | ${alternative}`).join("\n")};`;
}
