import { boundNames } from "./bound-names.js";
import type { Import, PythonClass, PythonFunction, PythonModule } from "./module.js";
import { assign, isAssignment, readClass, UNKNOWN } from "./read-class.js";
import { readFunction, undecorated } from "./read-function.js";
import { readImport } from "./read-import.js";
import { readAssignment, statementsOfScope } from "./read-statements.js";
import { type Node, nodesOf, type SourceText } from "./source-text.js";
import type { Expression } from "./syntax.js";
import { withParts } from "./walk.js";

const KINDS: readonly Kind[] = ["constants", "functions", "imports"];

/**
 * Reads what a file defines at its top.
 *
 * @param name dotted name of the module, to which relative imports are resolved
 * @param isPackage true for an `__init__.py`
 */
export function readModule(name: string, source: SourceText, isPackage: boolean): PythonModule {
  const module = {
    name,
    source,
    imports: new Map<string, Import>(),
    wildcards: [] as string[],
    laterWildcards: new Map<string, readonly string[]>(),
    classes: new Map<string, PythonClass>(),
    functions: new Map<string, PythonFunction>(),
    constants: new Map<string, Expression>(),
  };
  const home = isPackage ? name.split(".") : name.split(".").slice(0, -1);
  for (const { node, isBranch } of statementsOfScope(source.root)) {
    const { definition, decorators } = undecorated(node, source);
    if (definition.name === "ClassDefinition") {
      const found = readClass(definition, decorators, module);
      module.classes.set(found.name, found);
      continue;
    }
    const names = isAssignment(definition)
      ? assign(definition, source, module.constants, { isBranch })
      : boundNames(definition, source);
    for (const name of names) module.laterWildcards.delete(name);
    if (definition.name === "ImportStatement") readImports(definition, source, home, module);
    else if (definition.name === "FunctionDefinition") {
      const found = readFunction(definition, decorators, source);
      if (isBranch && module.functions.has(found.name)) module.constants.set(found.name, UNKNOWN);
      module.functions.set(found.name, found);
    } else if (!isAssignment(definition)) for (const name of names) module.constants.set(name, UNKNOWN);
    for (const name of names) keepLast(name, kindOf(definition), module, isBranch);
  }
  // A function that names one there gives it other values.
  const inside = source.text.includes("global") ? nodesOf(source.root, "ScopeStatement") : [];
  for (const node of inside)
    if (node.firstChild?.name === "global")
      for (const name of boundNames(node, source)) module.constants.set(name, UNKNOWN);
  setFromOutside(module);
  return module;
}

/** An attribute that is given to a class by its name, wherever that stands, may have that value or its own. */
function setFromOutside({
  source,
  classes,
}: {
  readonly source: SourceText;
  readonly classes: Map<string, PythonClass>;
}): void {
  const named = new RegExp(`\\b(?:${[...classes.keys()].join("|")})\\.\\w+[^\\S\\n]*(?:[,)]|=(?!=))`);
  const isSet = classes.size > 0 && named.test(source.text);
  for (const node of isSet ? nodesOf(source.root, "AssignStatement") : []) {
    for (const target of withParts(readAssignment(node, source).targets)) {
      const [name = "", attribute = "", ...others] = target.kind === "name" ? target.path : [];
      const found = classes.get(name);
      if (found !== undefined && attribute !== "" && others.length === 0)
        classes.set(name, { ...found, attributes: new Map([...found.attributes, [attribute, UNKNOWN]]) });
    }
  }
}

/** Keeps what an import binds, and the constants that it may take the place of: those before an import of all names. */
function readImports(
  node: Node,
  source: SourceText,
  home: readonly string[],
  module: Parameters<typeof readImport>[3] & {
    readonly constants: ReadonlyMap<string, Expression>;
    readonly laterWildcards: Map<string, readonly string[]>;
  },
): void {
  const before = module.wildcards.length;
  readImport(node, source, home, module);
  const added = module.wildcards.slice(before);
  if (added.length === 0) return;
  for (const name of module.constants.keys())
    if (!name.startsWith("_"))
      module.laterWildcards.set(name, [...(module.laterWildcards.get(name) ?? []), ...added]);
}

type Kind = "constants" | "functions" | "imports";

function kindOf({ name }: Node): Kind {
  if (name === "ImportStatement") return "imports";
  return name === "FunctionDefinition" ? "functions" : "constants";
}

/** A name has the last of its meanings, which only running the file would tell where that stands in a branch. */
function keepLast(
  name: string,
  last: Kind,
  module: { readonly [kind in Kind]: Map<string, unknown> } & { readonly constants: Map<string, Expression> },
  isBranch: boolean,
): void {
  const others = KINDS.filter((kind) => kind !== last && module[kind].has(name));
  if (others.length === 0) return;
  if (isBranch) module.constants.set(name, UNKNOWN);
  else for (const kind of others) module[kind].delete(name);
}
