import type { SourceText } from "./source-text.js";
import type { Expression, Parameter, Statement } from "./syntax.js";

/** A function or a method. */
export interface PythonFunction {
  readonly name: string;
  readonly line: number;
  readonly parameters: readonly Parameter[];
  readonly returns?: Expression;
  readonly decorators: readonly Expression[];
  readonly docstring?: string;
  /** Its statements, read when they are asked for: most functions of a file never are. */
  readonly body: () => readonly Statement[];
  /** All that stands in its body, also what no statement of those is read of, such as functions inside it. */
  readonly text: () => string;
  /** False where something in it is no Python that the parser knows, and the rest of it may stand elsewhere. */
  readonly isWhole: () => boolean;
}

/** A class. */
export interface PythonClass {
  readonly name: string;
  readonly line: number;
  readonly module: PythonModule;
  readonly bases: readonly Expression[];
  /** False when it is declared with `total=False`. */
  readonly isTotal: boolean;
  readonly decorators: readonly Expression[];
  readonly docstring?: string;
  /** The comments directly inside it, a line each. */
  readonly comments: string;
  readonly methods: ReadonlyMap<string, PythonFunction>;
  /** The assignments in its body. */
  readonly attributes: ReadonlyMap<string, Expression>;
  /** The types its attributes are declared with. */
  readonly annotations: ReadonlyMap<string, Expression>;
}

/** The origin of a name that came to a module by an import. */
export interface Import {
  /** Dotted name of the module. */
  readonly module: string;
  /** The name that is taken out of it; without it the name stands for the module. */
  readonly member?: string;
}

/** A Python file: what it defines, and what it imports. */
export interface PythonModule {
  readonly name: string;
  readonly source: SourceText;
  readonly imports: ReadonlyMap<string, Import>;
  /** Modules all of whose names are imported. */
  readonly wildcards: readonly string[];
  /** Those that stand behind a constant, by its name: what they have of that name takes its place. */
  readonly laterWildcards: ReadonlyMap<string, readonly string[]>;
  readonly classes: ReadonlyMap<string, PythonClass>;
  readonly functions: ReadonlyMap<string, PythonFunction>;
  readonly constants: ReadonlyMap<string, Expression>;
}
