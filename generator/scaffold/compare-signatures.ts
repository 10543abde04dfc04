import { ts } from "ts-morph";
import type { MethodModel } from "../../src/definition/model.js";
import type { MethodTypes } from "../emit/service-types.js";
import { type SignatureParam, signatureParams } from "../emit/signature.js";

/** The method that one of the user's class is compared with. */
export interface ExpectedMethod {
  readonly method: MethodModel;
  readonly types: MethodTypes;
  /** The names of its types in the user's file. */
  readonly locals: ReadonlyMap<string, string>;
}

/**
 * Says in how far a member of the user's class differs from the definition; undefined when it does not. Only what is
 * written is compared: whether types of other names are the same is for the compiler to say.
 */
export function signatureDifference(member: ts.ClassElement, expected: ExpectedMethod): string | undefined {
  const written = signatureOf(member);
  if (written === undefined) return undefined;
  const [context, ...params] = written.parameters;
  if (context?.dotDotDotToken !== undefined) return undefined;
  const models = signatureParams(expected.method, expected.types, "endpoint");
  for (const [index, param] of params.entries()) {
    if (param.dotDotDotToken !== undefined) return undefined;
    const difference = parameterDifference(param, index, models[index], expected.locals);
    if (difference !== undefined) return difference;
  }
  const unused = models.slice(params.length).map(({ identifier }) => identifier);
  // A method that takes no argument at all ignores them on purpose.
  if (unused.length > 0 && params.length > 0) return `it does not take ${unused.join(", ")}`;
  return resultDifference(written.type, expected);
}

function signatureOf(member: ts.ClassElement): ts.SignatureDeclaration | undefined {
  if (ts.isMethodDeclaration(member)) return member;
  if (!ts.isPropertyDeclaration(member) || member.initializer === undefined) return undefined;
  const { initializer } = member;
  return ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer) ? initializer : undefined;
}

function parameterDifference(
  param: ts.ParameterDeclaration,
  index: number,
  model: SignatureParam | undefined,
  locals: ReadonlyMap<string, string>,
): string | undefined {
  if (model === undefined) return `it takes "${param.getText()}", which the definition does not have`;
  const { identifier, type: expectedType, isGiven } = model;
  if (param.type === undefined) return undefined;
  const isOptional = param.questionToken !== undefined || param.initializer !== undefined;
  const expectedText = renamed(expectedType, locals);
  const mustSayUndefined = !isGiven && !isOptional;
  if (!mustSayUndefined && param.type.getText() === expectedText) return undefined;
  const differs = () =>
    `parameter ${index + 1} is "${param.getText()}", and "${identifier}${isGiven ? "" : "?"}: ${expectedType}" in the definition`;
  const written = alternatives(param.type);
  if (mustSayUndefined && !written.has("undefined")) return differs();
  if (written.has("unknown") || written.has("any")) return undefined;
  const expected = alternatives(parsedType(expectedText));
  if (!isGiven || isOptional) {
    written.delete("undefined");
    expected.delete("undefined");
  }
  return isSame(written, expected) ? undefined : differs();
}

function resultDifference(
  type: ts.TypeNode | undefined,
  { types, locals }: ExpectedMethod,
): string | undefined {
  if (type === undefined || types.result.text === "unknown") return undefined;
  const expectedText = renamed(types.result.text, locals);
  if (type.getText() === `Promise<${expectedText}>`) return undefined;
  const written = alternatives(type);
  if (written.has("unknown") || written.has("any") || written.has("never")) return undefined;
  const expected = alternatives(parsedType(expectedText));
  if (expected.has("void")) written.delete("undefined");
  if (isSame(written, expected) || (expected.has("void") && written.size === 0)) return undefined;
  return `it returns ${type.getText()}, and ${types.result.text} in the definition`;
}

function renamed(text: string, locals: ReadonlyMap<string, string>): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[\w$]+/g, (token) => locals.get(token) ?? token);
}

function parsedType(text: string): ts.TypeNode | undefined {
  const source = ts.createSourceFile("type.ts", `type T = ${text};`, ts.ScriptTarget.Latest, true);
  const [statement] = source.statements;
  return statement !== undefined && ts.isTypeAliasDeclaration(statement) ? statement.type : undefined;
}

/** The members of a union, each written in one way; those of a promise are those of what it holds. */
function alternatives(type: ts.TypeNode | undefined): Set<string> {
  const found = new Set<string>();
  const add = (node: ts.TypeNode): void => {
    if (ts.isParenthesizedTypeNode(node)) add(node.type);
    else if (ts.isUnionTypeNode(node)) node.types.forEach(add);
    else if (isNamed(node, "Promise") && node.typeArguments?.[0] !== undefined) add(node.typeArguments[0]);
    else found.add(canonical(node));
  };
  if (type !== undefined) add(type);
  return found;
}

function isNamed(node: ts.TypeNode, name: string): node is ts.TypeReferenceNode {
  return ts.isTypeReferenceNode(node) && node.typeName.getText() === name;
}

/** A text in quotes, or what says nothing between other tokens. */
const TEXT_OR_GAP = /(["'])((?:(?!\1)[^\\]|\\.)*)\1|\/\*.*?\*\/|\s+/gs;

/** Without white space outside of texts, and in the generator's quotes. */
function canonical(node: ts.TypeNode): string {
  if (isNamed(node, "Array") && node.typeArguments?.[0] !== undefined) {
    return `${canonical(node.typeArguments[0])}[]`;
  }
  return node
    .getText()
    .replaceAll(TEXT_OR_GAP, (_, quote?: string, text?: string) => (quote === undefined ? "" : `"${text}"`))
    .replaceAll(/[;,]\}/g, "}");
}

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((item) => right.has(item));
}
