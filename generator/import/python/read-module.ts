import type { Import, PythonClass, PythonFunction, PythonModule } from "./module.js";
import { assign, isAssignment, readClass } from "./read-class.js";
import { readFunction, undecorated } from "./read-function.js";
import { readImport } from "./read-import.js";
import { childrenOf, type Node, type SourceText } from "./source-text.js";
import type { Expression } from "./syntax.js";

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
  const read = (body: Node, isBranch: boolean) => {
    for (const node of childrenOf(body)) {
      const { definition, decorators } = undecorated(node, source);
      if (definition.name === "ImportStatement") readImport(definition, source, home, module);
      else if (definition.name === "ClassDefinition") {
        const found = readClass(definition, decorators, module);
        module.classes.set(found.name, found);
      } else if (definition.name === "FunctionDefinition") {
        const found = readFunction(definition, decorators, source);
        module.functions.set(found.name, found);
      } else if (isAssignment(definition)) assign(definition, source, module.constants, { isBranch });
      else if (definition.name === "TryStatement" || definition.name === "IfStatement") {
        for (const inner of childrenOf(definition)) if (inner.name === "Body") read(inner, true);
      }
    }
  };
  read(source.root, false);
  // A function that names one there gives it other values.
  for (const [, names = ""] of source.text.matchAll(/^[ \t]+global[ \t]+([\w, \t]+)$/gm))
    for (const name of names.split(",")) module.constants.delete(name.trim());
  return module;
}
