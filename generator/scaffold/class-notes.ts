import { ts } from "ts-morph";
import type { EmitContext } from "../emit/context.js";
import { hasModifier, instanceMembers } from "./class-members.js";
import { signatureDifference } from "./compare-signatures.js";
import { importedLocals, neededNames } from "./needed-imports.js";
import type { UserClass } from "./user-class.js";

/** Something in the user's file that does not fit the definition, and that only they can change. */
export interface Note {
  readonly line: number;
  readonly message: string;
}

/** Members that the generated class has beside the service's methods. */
const BASE_MEMBERS: ReadonlySet<string> = new Set(["descriptor"]);

/** Members that the definition has no longer, and those with another signature. */
export function notesOn(source: ts.SourceFile, found: UserClass, { types }: EmitContext): Note[] {
  const expected = new Map([...types.methods].map((entry) => [entry[0].property, entry] as const));
  const locals = importedLocals(source, neededNames([...types.methods], found.module));
  const context = locals.get("RequestContext") ?? "RequestContext";
  const notes: Note[] = [];
  for (const [name, member] of instanceMembers(found)) {
    const entry = expected.get(name);
    const note = (message: string) => {
      const { line } = source.getLineAndCharacterOfPosition(member.getStart(source));
      notes.push({ line: line + 1, message });
    };
    if (entry === undefined) {
      const isGone = !BASE_MEMBERS.has(name) && looksGenerated(member, context);
      if (isGone) note(`${name} is no method of the definition any more`);
      continue;
    }
    const [method, methodTypes] = entry;
    const difference = signatureDifference(member, { method, types: methodTypes, locals });
    if (difference !== undefined) note(`${name} differs: ${difference}`);
  }
  return notes;
}

/** A method of the user's own has neither the modifier nor a context. */
function looksGenerated(member: ts.ClassElement, context: string): boolean {
  if (hasModifier(member, ts.SyntaxKind.OverrideKeyword)) return true;
  return ts.isMethodDeclaration(member) && member.parameters[0]?.type?.getText() === context;
}
