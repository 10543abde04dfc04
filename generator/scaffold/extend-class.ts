import type { ts } from "ts-morph";
import type { MethodModel } from "../../src/definition/model.js";
import type { EmitContext } from "../emit/context.js";
import type { MethodTypes } from "../emit/service-types.js";
import { instanceMembers } from "./class-members.js";
import { type Note, notesOn } from "./class-notes.js";
import type { NeededName } from "./imported-bindings.js";
import { type Insertion, insertAll, isSubsequence } from "./insertions.js";
import { methodStub } from "./method-stub.js";
import { type ImportPlan, neededNames, planImports } from "./needed-imports.js";
import { newClassFile } from "./new-class.js";
import { parseUserFile } from "./parsed-file.js";
import { styledStub } from "./styled-stub.js";
import { findUserClass, type UserClass } from "./user-class.js";
import { indentationAt, lineStart, styleOf, type UserStyle } from "./user-style.js";

/** The outcome of extending a user's file. */
export type Extension =
  | { readonly kind: "complete"; readonly notes: readonly Note[] }
  | {
      readonly kind: "extended";
      readonly text: string;
      /** Names of the methods that were added. */
      readonly added: readonly string[];
      readonly notes: readonly Note[];
    }
  | {
      readonly kind: "refused";
      readonly reason: string;
      /** The text that would be added. */
      readonly proposal: string;
    };

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Adds to the user's class the methods it lacks. Nothing that is there changes, which is proved before the text is
 * returned: the old text is a subsequence of the new one, and the class has its old members and the added ones.
 *
 * @param generatedModule the specifier by which a new file would import the generated code
 */
export function extendClass(text: string, context: EmitContext, generatedModule: string): Extension {
  const bom = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const { source, syntaxError } = parseUserFile(text.slice(bom.length));
  const found = findUserClass(source, `${context.names.type}Endpoint`);
  if ("problem" in found) {
    const reason = syntaxError === undefined ? found.problem : `it has a syntax error at ${syntaxError}`;
    return { kind: "refused", reason, proposal: newClassFile(context, generatedModule) };
  }
  const members = instanceMembers(found);
  const missing = [...context.types.methods].filter(([{ property }]) => !members.has(property));
  if (syntaxError === undefined && missing.length === 0)
    return { kind: "complete", notes: notesOn(source, found, context) };
  const plan = planAdditions(source, found, missing);
  const proposal = [...plan.imports.lines, ...plan.stubs].join(`${plan.style.newline}${plan.style.newline}`);
  if (syntaxError !== undefined) {
    return { kind: "refused", reason: `it has a syntax error at ${syntaxError}`, proposal };
  }
  const added = missing.map(([{ property }]) => property);
  if (found.unseenMixin !== undefined) {
    const reason = `its class may have ${added.join(", ")} already, by ${found.unseenMixin}(), and a stub would hide that`;
    return { kind: "refused", reason, proposal };
  }
  const extended = insertAll(source.text, [...plan.imports.insertions, methodInsertion(source, found, plan)]);
  if (!isProved(source, found, extended, plan, context)) {
    return { kind: "refused", reason: "no place was found where the code could be added safely", proposal };
  }
  return { kind: "extended", text: bom + extended, added, notes: notesOn(source, found, context) };
}

interface AdditionPlan {
  readonly needed: readonly NeededName[];
  readonly imports: ImportPlan;
  readonly stubs: readonly string[];
  readonly style: UserStyle;
}

function planAdditions(
  source: ts.SourceFile,
  { node, module }: UserClass,
  missing: readonly (readonly [MethodModel, MethodTypes])[],
): AdditionPlan {
  const style = styleOf(source);
  const needed = missing.length === 0 ? [] : neededNames(missing, module);
  const imports = planImports(source, needed, style);
  const margin = memberMargin(source, node, style);
  const stubs = missing.map(([method, methodTypes]) =>
    styledStub(methodStub(method, methodTypes), imports.locals, margin, style),
  );
  return { needed, imports, stubs, style };
}

/** As the members that are there, or one step further in than the class. */
function memberMargin(source: ts.SourceFile, node: ts.ClassLikeDeclaration, { unit }: UserStyle): string {
  const { text } = source;
  const own = node.members
    .map((member) => member.getStart(source))
    .find((start) => text.slice(lineStart(text, start), start).trim() === "");
  return own === undefined ? indentationAt(text, node.getStart(source)) + unit : indentationAt(text, own);
}

/** Before the brace that ends the class, on the line above it where the brace has one of its own. */
function methodInsertion(source: ts.SourceFile, { node }: UserClass, plan: AdditionPlan): Insertion {
  const { text } = source;
  const { newline } = plan.style;
  const brace = node.end - 1;
  const stubs = plan.stubs.join(newline + newline);
  const start = lineStart(text, brace);
  const gap = node.members.length === 0 ? "" : newline;
  if (text.slice(start, brace).trim() === "") return { position: start, text: gap + stubs + newline };
  const margin = indentationAt(text, node.getStart(source));
  return { position: brace, text: newline + gap + stubs + newline + margin };
}

function isProved(
  source: ts.SourceFile,
  old: UserClass,
  extended: string,
  plan: AdditionPlan,
  { names }: EmitContext,
): boolean {
  if (!isSubsequence(source.text, extended)) return false;
  const again = parseUserFile(extended);
  const found = findUserClass(again.source, `${names.type}Endpoint`);
  if (again.syntaxError !== undefined || "problem" in found) return false;
  const texts = ({ members }: ts.ClassLikeDeclaration) => members.map((member) => member.getText());
  const expected = [...texts(old.node), ...plan.stubs.map((stub) => stub.trim())];
  if (texts(found.node).join("\0") !== expected.join("\0")) return false;
  return planImports(again.source, plan.needed, plan.style).insertions.length === 0;
}
