import { ts } from "ts-morph";

/** The user's style, as far as added code has to follow. */
export interface UserStyle {
  readonly newline: string;
  /** One step of indentation. */
  readonly unit: string;
  readonly quote: '"' | "'";
  readonly hasSemicolons: boolean;
}

/** Reads the style off a file. Where it does not say, it is that of the generated code. */
export function styleOf(source: ts.SourceFile): UserStyle {
  return {
    newline: newlineOf(source.text),
    unit: unitOf(source),
    quote: quoteOf(source),
    hasSemicolons: hasSemicolons(source),
  };
}

/** The white space before the line's first other character. */
export function indentationAt(text: string, position: number): string {
  const line = text.slice(lineStart(text, position));
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** Where the line of a position begins. */
export function lineStart(text: string, position: number): number {
  return Math.max(text.lastIndexOf("\n", position - 1), text.lastIndexOf("\r", position - 1)) + 1;
}

/** The kind of line end that most lines have. */
function newlineOf(text: string): string {
  const counts = new Map<string, number>([["\n", 0]]);
  for (const [end] of text.matchAll(/\r\n|\r|\n/g)) counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** The indentation of a member of the first class that has one on a line of its own, else of any line. */
function unitOf(source: ts.SourceFile): string {
  const { text } = source;
  for (const node of nodesOf(source)) {
    if (!ts.isClassLike(node)) continue;
    for (const member of node.members) {
      const outer = indentationAt(text, node.getStart(source));
      const inner = indentationAt(text, member.getStart(source));
      if (lineStart(text, member.getStart(source)) === lineStart(text, node.getStart(source))) continue;
      if (inner.startsWith(outer) && inner.length > outer.length) return inner.slice(outer.length);
    }
  }
  return /^(\t| {2,8})(?![ \t*])/m.exec(text)?.[1] ?? "  ";
}

function quoteOf(source: ts.SourceFile): '"' | "'" {
  let single = 0;
  let double = 0;
  for (const node of nodesOf(source)) {
    if (!ts.isStringLiteral(node)) continue;
    if (source.text[node.getStart(source)] === "'") single += 1;
    else double += 1;
  }
  return single > double ? "'" : '"';
}

function hasSemicolons(source: ts.SourceFile): boolean {
  const imports = source.statements.filter((statement) => ts.isImportDeclaration(statement));
  const ended = imports.filter((statement) => source.text[statement.end - 1] === ";");
  return imports.length === 0 || ended.length * 2 >= imports.length;
}

/** All nodes of a file, outer ones first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    const children: ts.Node[] = [];
    ts.forEachChild(next, (child) => {
      children.push(child);
    });
    for (const child of children.reverse()) waiting.push(child);
  }
}
