import { boundNames } from "./bound-names.js";
import type { Import, PythonClass, PythonFunction, PythonModule } from "./module.js";
import { assign, isAssignment, readClass, UNKNOWN } from "./read-class.js";
import { readFunction, undecorated } from "./read-function.js";
import { readImport } from "./read-import.js";
import { statementsOfScope } from "./read-statements.js";
import { type Node, nodesOf, type SourceText } from "./source-text.js";
import type { Expression } from "./syntax.js";

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
    if (definition.name === "ImportStatement") readImport(definition, source, home, module);
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
  return module;
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
