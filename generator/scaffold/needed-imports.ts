import { ts } from "ts-morph";
import type { MethodModel } from "../../src/definition/model.js";
import { RUNTIME } from "../emit/context.js";
import type { MethodTypes } from "../emit/service-types.js";
import { signatureReferences } from "../emit/service-types.js";
import {
  compareNames,
  declarationInsertion,
  declarationText,
  ImportLists,
  type MissingName,
} from "./import-insertions.js";
import { ImportedBindings, type NeededName } from "./imported-bindings.js";
import type { Insertion } from "./insertions.js";
import { nodesOf, type UserStyle } from "./user-style.js";

/** The names that stubs of the methods use. `module` is where the file has the generated class from. */
export function neededNames(
  methods: readonly (readonly [MethodModel, MethodTypes])[],
  module: string,
): NeededName[] {
  const references = signatureReferences(methods.map(([, methodTypes]) => methodTypes));
  const generated = module.replace(/(^|\/)endpoint(\.[jt]s)?$/, "$1index$2");
  return [
    { name: "NotImplemented", isType: false, module: RUNTIME },
    { name: "RequestContext", isType: true, module: RUNTIME },
    ...references.map((name) => ({ name, isType: true, module: generated })),
  ];
}

/** The local names of imports that a file has already. */
export function importedLocals(
  source: ts.SourceFile,
  needed: readonly NeededName[],
): ReadonlyMap<string, string> {
  const imported = new ImportedBindings(source);
  return new Map(
    needed.flatMap((one) => {
      const local = imported.localOf(one);
      return local === undefined ? [] : [[one.name, local]];
    }),
  );
}

/** The imports that a file needs for the names of added code. */
export interface ImportPlan {
  /** The name in the file of each that is imported. */
  readonly locals: ReadonlyMap<string, string>;
  readonly insertions: readonly Insertion[];
  /** The imports, as text for people. */
  readonly lines: readonly string[];
}

/** Finds the names that are imported already, by whatever name, and plans the import of the others. */
export function planImports(
  source: ts.SourceFile,
  needed: readonly NeededName[],
  style: UserStyle,
): ImportPlan {
  const locals = new Map<string, string>();
  const missing: MissingName[] = [];
  const taken = declaredNames(source);
  const imported = new ImportedBindings(source);
  for (const one of needed) {
    const known = imported.localOf(one);
    const local = known ?? freeName(one.name, taken);
    locals.set(one.name, local);
    taken.add(local);
    if (known === undefined) missing.push({ ...one, local });
  }
  const insertions: Insertion[] = [];
  const lines: string[] = [];
  for (const module of new Set(missing.map((one) => one.module))) {
    const names = missing
      .filter((one) => one.module === module)
      .sort((left, right) => compareNames(left.name, right.name));
    lines.push(declarationText(module, names, style));
    const lists = new ImportLists(source, module, style);
    const left = names.filter((one) => {
      const insertion = lists.insertionOf(one);
      if (insertion !== undefined) insertions.push(insertion);
      return insertion === undefined;
    });
    if (left.length > 0)
      insertions.push(declarationInsertion(source, declarationText(module, left, style), style));
  }
  return { locals, insertions, lines };
}

/** Names that mean something in the file already, in whatever scope. */
function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(source)) {
    const isMember = ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElement(node);
    if (isMember || !("name" in node)) continue;
    const { name } = node as { name?: ts.Node };
    if (name !== undefined && ts.isIdentifier(name) && !ts.isPropertyAccessExpression(node))
      names.add(name.text);
  }
  return names;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  while (taken.has(name)) name += "_";
  return name;
}
