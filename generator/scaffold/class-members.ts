import { ts } from "ts-morph";
import type { UserClass } from "./user-class.js";

/**
 * The members of an instance of the class, by name: its own members, and what the classes above it in the file
 * implement.
 */
export function instanceMembers({ node, ancestors }: UserClass): Map<string, ts.ClassElement> {
  const members = new Map<string, ts.ClassElement>();
  for (const ancestor of ancestors) {
    for (const [name, member] of ownMembers(ancestor)) {
      if (!hasModifier(member, ts.SyntaxKind.AbstractKeyword)) members.set(name, member);
    }
  }
  for (const [name, member] of ownMembers(node)) members.set(name, member);
  return members;
}

/** Members of an instance by their names; those without a name that can be read are left out. */
function ownMembers(node: ts.ClassLikeDeclaration): Map<string, ts.ClassElement> {
  const members = new Map<string, ts.ClassElement>();
  for (const member of node.members) {
    const name = member.name === undefined ? undefined : textOfName(member.name);
    if (name !== undefined && !hasModifier(member, ts.SyntaxKind.StaticKeyword)) members.set(name, member);
    if (!ts.isConstructorDeclaration(member)) continue;
    for (const parameter of member.parameters) {
      // A parameter with a modifier is a property of the class.
      if (ts.isParameterPropertyDeclaration(parameter, member) && ts.isIdentifier(parameter.name))
        members.set(parameter.name.text, member);
    }
  }
  return members;
}

/** True when the member carries the modifier, such as `override`. */
export function hasModifier(member: ts.ClassElement, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(member) && (ts.getModifiers(member) ?? []).some((one) => one.kind === kind);
}

function textOfName(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return undefined;
  return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}
