import { ts } from "ts-morph";
import { importedNames } from "./parsed-file.js";
import { nodesOf } from "./user-style.js";

/** A class that implements an endpoint. */
export interface UserClass {
  /** Where methods are added. */
  readonly node: ts.ClassLikeDeclaration;
  /** The module that the generated class is imported from. */
  readonly module: string;
  /** Classes of the same file that stand between it and the generated one, the nearest to that first. */
  readonly ancestors: readonly ts.ClassLikeDeclaration[];
  /** A function from elsewhere that makes what it extends, and whose members nobody can see in the file. */
  readonly unseenMixin: string | undefined;
}

/** A class found, or what there is instead of just one. */
export type ClassSearch = UserClass | { readonly problem: string };

/**
 * Finds the one class that implements the generated one. An abstract class stands for the class of the same file that
 * extends it, if there is one.
 */
export function findUserClass(source: ts.SourceFile, endpoint: string): ClassSearch {
  const found = new ClassFinder(source, endpoint).find();
  const [only, another] = found;
  if (only === undefined) return { problem: `no class in it extends ${endpoint}` };
  return another === undefined
    ? only
    : {
        problem: `${found.length} classes in it extend ${endpoint}, and which of them is meant it does not say`,
      };
}

class ClassFinder {
  readonly #classes: readonly ts.ClassLikeDeclaration[];
  /** Modules by what the generated class is called in the file. */
  readonly #modules = new Map<string, string>();
  /** The classes and functions of the file by their names. */
  readonly #declared = new Map<string, ts.Node>();

  constructor(source: ts.SourceFile, endpoint: string) {
    const nodes = [...nodesOf(source)];
    this.#classes = nodes.filter((node) => ts.isClassLike(node));
    for (const { module, local, name } of importedNames(source)) {
      if (name === endpoint) this.#modules.set(local, module);
      if (name === "*") this.#modules.set(`${local}.${endpoint}`, module);
    }
    for (const node of nodes) {
      const isNamed = ts.isClassLike(node) || ts.isFunctionDeclaration(node);
      if (isNamed && node.name !== undefined) this.#declared.set(node.name.text, node);
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
        this.#declared.set(node.name.text, node.initializer);
      }
    }
  }

  find(): UserClass[] {
    return this.#classes.flatMap((node) => {
      const [module] = namesIn(baseOf(node)).flatMap((name) => this.#modules.get(name) ?? []);
      return module === undefined ? [] : this.#implementations({ ...this.#above(node), node, module });
    });
  }

  #implementations(found: UserClass): UserClass[] {
    const { node, ancestors, unseenMixin } = found;
    if (ancestors.includes(node) || !isAbstract(node)) return [found];
    const children = this.#classes.filter((child) =>
      namesIn(baseOf(child)).some((name) => this.#declared.get(name) === node),
    );
    if (children.length === 0) return [found];
    return children.flatMap((child) => {
      const above = this.#above(child);
      return this.#implementations({
        ...found,
        node: child,
        ancestors: [...ancestors, node, ...above.ancestors],
        unseenMixin: unseenMixin ?? above.unseenMixin,
      });
    });
  }

  /** Members that the functions may add which a class extends the outcome of. */
  #above(node: ts.ClassLikeDeclaration): Pick<UserClass, "ancestors" | "unseenMixin"> {
    const ancestors: ts.ClassLikeDeclaration[] = [];
    let unseenMixin: string | undefined;
    const base = baseOf(node);
    for (const part of base === undefined ? [] : nodesOf(base)) {
      if (!ts.isCallExpression(part)) continue;
      const name = part.expression.getText();
      const mixin = this.#declared.get(name);
      if (mixin === undefined) unseenMixin ??= name;
      else ancestors.push(...[...nodesOf(mixin)].filter((inner) => ts.isClassLike(inner)));
    }
    return { ancestors, unseenMixin };
  }
}

function baseOf(node: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

/** The names in what a class extends, which the calls of mixins may wrap. */
function namesIn(base: ts.Expression | undefined): string[] {
  if (base === undefined) return [];
  return [...nodesOf(base)]
    .filter((part) => ts.isIdentifier(part) || ts.isPropertyAccessExpression(part))
    .map((part) => part.getText().replaceAll(/\s/g, ""));
}

function isAbstract(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return (modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
}
