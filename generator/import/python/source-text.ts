import { parser } from "@lezer/python";

/** A node of the syntax tree. */
export type Node = ReturnType<typeof parser.parse>["topNode"];

/** A Python file, parsed. Nothing in it is run. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly root: Node;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.root = parser.parse(text).topNode;
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
  }

  of(node: Node): string {
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
    const lines = this.#errorLines();
    if (lines.length === 0) return undefined;
    const shown = `${lines.slice(0, 3).join(", ")}${lines.length > 3 ? ", …" : ""}`;
    return `${this.file}: ${lines.length === 1 ? "line" : "lines"} ${shown} could not be read`;
  }

  #errorLines(): readonly number[] {
    const lines = new Set<number>();
    this.root.cursor().iterate((node) => {
      // The parser takes a `yield` without a value for one that is not complete.
      const isBare = node.from === node.to && node.node.parent?.name === "YieldStatement";
      if (node.type.isError && !isBare) lines.add(this.lineOf(node.from));
    });
    return [...lines];
  }
}

/** The children of a node in order, comments left out. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
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
