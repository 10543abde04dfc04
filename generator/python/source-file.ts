/** The parts of a module. Each of the statements is complete text. */
export interface PythonFile {
  readonly header: string;
  /** The lines of its docstring. */
  readonly doc: readonly string[];
  /** Groups of import statements, in their order. */
  readonly imports: readonly (readonly string[])[];
  readonly statements: readonly string[];
}

/** Prints a module. */
export function printModule({ header, doc, imports, statements }: PythonFile): string {
  const groups = imports.filter((group) => group.length > 0).map((group) => group.join("\n"));
  const head = [[header, "", ...doc].join("\n"), ...groups].join("\n\n");
  const [first = "", ...others] = statements;
  // A class stands two lines apart, a constant one.
  const start =
    first === "" ? "" : (/^(@|class |def |#: .*\nclass )/.test(first) ? "\n\n\n" : "\n\n") + first;
  return `${head}${start}${others.map((statement) => `\n\n\n${statement}`).join("")}\n`;
}

/** An import of names from a module, in one line while it fits. */
export function importFrom(module: string, names: Iterable<string>): string[] {
  const sorted = [...new Set(names)].sort(compareNames);
  if (sorted.length === 0) return [];
  const line = `from ${module} import ${sorted.join(", ")}`;
  if (line.length <= 79) return [line];
  return [`from ${module} import (`, ...sorted.map((name) => `    ${name},`), ")"];
}

/** Constants first, then classes, then the rest, as isort and ruff have it. */
function compareNames(left: string, right: string): number {
  const [a, b] = [rank(left), rank(right)];
  if (a !== b) return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
}

function rank(name: string): number {
  if (/^[A-Z0-9_]+$/.test(name) && name.length > 1) return 0;
  return /^_?[A-Z]/.test(name) ? 1 : 2;
}

/** The lines by which a module names oslo.messaging. */
export const MESSAGING_IMPORT = [
  "if TYPE_CHECKING:",
  "    # No release of oslo.messaging has type hints.",
  "    messaging: Any",
  "else:",
  "    import oslo_messaging as messaging",
].join("\n");
