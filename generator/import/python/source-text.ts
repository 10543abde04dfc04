import { parser } from "@lezer/python";

/** A node of the syntax tree. */
export type Node = ReturnType<typeof parser.parse>["topNode"];

/** A Python file, parsed. Nothing in it is run. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly root: Node;
  /** False only where nothing is assigned by `:=`, or by a pattern of `match`. */
  readonly hasInnerTargets: boolean;
  readonly #lineStarts: readonly number[];
  #errors: readonly number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.root = parser.parse(text).topNode;
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    this.hasInnerTargets = /:=|\bcase\b/.test(text);
  }

  of(node: Pick<Node, "from" | "to">): string {
    return this.text.slice(node.from, node.to);
  }

  /** The line of an offset, from 1 on. */
  lineOf(offset: number): number {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** Tells the lines that are no Python the parser knows; undefined when there are none. */
  unreadLines(): string | undefined {
    const lines = [...new Set(this.#allErrors().map((offset) => this.lineOf(offset)))];
    if (lines.length === 0) return undefined;
    const shown = `${lines.slice(0, 3).join(", ")}${lines.length > 3 ? ", …" : ""}`;
    return `${this.file}: ${lines.length === 1 ? "line" : "lines"} ${shown} could not be read`;
  }

  /** True where all below a node is Python that the parser knows. */
  isWhole(node: Node): boolean {
    return this.#allErrors().length === 0 || errorsIn(node).length === 0;
  }

  #allErrors(): readonly number[] {
    this.#errors ??= errorsIn(this.root);
    return this.#errors;
  }
}

/** The offsets below a node of what is no Python the parser knows. */
function errorsIn(node: Node): readonly number[] {
  const found: number[] = [];
  node.cursor().iterate((each) => {
    // The parser takes a `yield` without a value for one that is not complete.
    const isBare = () => each.from === each.to && each.node.parent?.name === "YieldStatement";
    if (each.type.isError && !isBare()) found.push(each.from);
  });
  return found;
}

/** The children of a node in order, comments left out; no more than so many. */
export function childrenOf(node: Node, most = Number.POSITIVE_INFINITY): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null && children.length < most; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
}

/** The statements of a body, also where several stand in a line. */
export function statementsIn(body: Node): Node[] {
  return childrenOf(body).flatMap((node) => (node.name === "StatementGroup" ? childrenOf(node) : node));
}

/** All nodes of a name, whatever they stand in. */
export function nodesOf(root: Node, name: string): readonly Node[] {
  const found: Node[] = [];
  root.cursor().iterate((node) => {
    if (node.name === name) found.push(node.node);
  });
  return found;
}

/** Splits children at the commas that stand between them. */
export function splitAtCommas(nodes: readonly Node[]): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (node.name === ",") parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}
