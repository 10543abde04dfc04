import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { stringifyJson } from "../../../src/json/json.js";
import type { DefinitionEdits } from "./definition-edits.js";
import type { JsonPlace, MemberPlace } from "./json-places.js";

/** A value of a YAML text, and where it stands. */
interface YamlPlace extends JsonPlace {
  /** True for an object or an array in brackets. */
  readonly isFlow: boolean;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Of lines: how far they are indented. */
  readonly column: number;
}

const yaml = () => createRequire(import.meta.url)("yaml") as typeof Yaml;

/** The YAML text of a definition. */
export function yamlText(value: unknown): string {
  return yaml().stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Changes of a YAML text. What is put in has the style of what is around it, and what replaces a value is in brackets. */
export class YamlEdits implements DefinitionEdits {
  readonly root: JsonPlace;
  readonly #text: string;
  readonly #lineEnd: string;
  readonly #edits: Edit[] = [];
  /** Places that were empty and are no longer. */
  readonly #filled = new Set<JsonPlace>();

  constructor(text: string) {
    this.#text = text;
    this.#lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
    const { contents } = yaml().parseDocument(text, { intAsBigInt: true, stringKeys: true });
    this.root = this.#place(contents) ?? { from: 0, to: 0 };
  }

  addMember(object: JsonPlace, name: string, value: unknown): void {
    const members = [...(object.members?.values() ?? [])];
    const [first] = members;
    if (isFlow(object) || first === undefined)
      this.#addInside(object, members.at(-1), `${JSON.stringify(name)}: ${stringifyJson(value)}`);
    else
      this.#addLines(this.#endOf(members.at(-1) ?? first), this.#columnOf(first.keyFrom), { [name]: value });
  }

  addItem(array: JsonPlace, value: unknown, before?: number): void {
    const items = array.items ?? [];
    const next = before === undefined ? undefined : items[before];
    const [first] = items;
    const previous = items[(before ?? 0) - 1];
    if (isFlow(array) || first === undefined) {
      if (next === undefined) this.#addInside(array, items.at(-1), stringifyJson(value));
      else this.#addBefore(next, previous ?? array, value);
      return;
    }
    const column = this.#columnOf(array.from);
    if (next === undefined) this.#addLines(this.#endOf(items.at(-1) ?? first), column, [value]);
    else {
      const at = this.#aboveComments(this.#lineStart(next.from), previous?.to ?? 0, column);
      this.#edit(at, at, this.#lines(column, [value]));
    }
  }

  replace({ from, to }: JsonPlace, value: unknown): void {
    this.#edit(from, to, stringifyJson(value));
  }

  remove(object: JsonPlace, name: string): void {
    const members = [...(object.members ?? [])];
    const index = members.findIndex(([key]) => key === name);
    const member = members[index]?.[1];
    if (member === undefined) return;
    const [before, next] = [members[index - 1]?.[1], members[index + 1]?.[1]];
    const end = this.#endOf(member);
    const start = this.#lineStart(member.keyFrom);
    const isAlone = this.#text.slice(start, member.keyFrom).trim() === "";
    // A comment behind it stays.
    if (this.#text.slice(member.to, end).trim() === "" && !isFlow(object)) {
      if (isAlone) this.#edit(start, end, "");
      else this.#edit(member.keyFrom, next?.keyFrom ?? member.to, "");
    } else if (!isFlow(object)) this.#edit(member.keyFrom, member.to, "");
    else if (next !== undefined) this.#edit(member.keyFrom, next.keyFrom, "");
    else this.#edit(before?.to ?? member.keyFrom, member.to, "");
  }

  apply(): string {
    let result = this.#text;
    const ordered = this.#edits.map((edit, index) => ({ ...edit, index }));
    // At one place what belongs to something inside comes first, and then what was put in first.
    for (const { from, to, text } of ordered.toSorted(
      (left, right) =>
        right.from - left.from ||
        right.to - left.to ||
        left.column - right.column ||
        right.index - left.index,
    ))
      result = result.slice(0, from) + text + result.slice(to);
    return result;
  }

  #edit(from: number, to: number, text: string, column = 0): void {
    this.#edits.push({ from, to, text, column });
  }

  /** Adds to what stands in brackets. */
  #addInside(place: JsonPlace, last: JsonPlace | undefined, text: string): void {
    const at = last?.to ?? place.from + 1;
    const isFirst = last === undefined && !this.#filled.has(place);
    this.#filled.add(place);
    this.#edit(at, at, isFirst ? text : `, ${text}`);
  }

  /** Adds to what stands in brackets, before one of its items. */
  #addBefore(next: JsonPlace, previous: JsonPlace, value: unknown): void {
    const line = this.#lineStart(next.from);
    const above = this.#aboveComments(line, Math.min(previous.to, next.from));
    const isAlone = this.#text.slice(line, next.from).trim() === "";
    if (above === line || !isAlone) this.#edit(next.from, next.from, `${stringifyJson(value)}, `);
    else {
      const indent = this.#text.slice(line, next.from);
      this.#edit(above, above, `${indent}${stringifyJson(value)},${this.#lineEnd}`);
    }
  }

  /**
   * The start of the lines of comments above a line, which are about what is in it. One that is indented further than
   * `column` belongs to what is before.
   */
  #aboveComments(line: number, from: number, column = Number.POSITIVE_INFINITY): number {
    if (line <= from) return line;
    const above = this.#lineStart(line - 1);
    const indent = /^[ \t]*(?=#)/.exec(this.#text.slice(above, line))?.[0].length;
    if (above < from || indent === undefined || indent > column) return line;
    return this.#aboveComments(above, from, column);
  }

  #addLines(at: number, column: number, value: unknown): void {
    const isOpen = at > 0 && this.#text[at - 1] !== "\n";
    const lines = this.#lines(column, value);
    this.#edit(at, at, isOpen ? this.#lineEnd + lines.slice(0, -this.#lineEnd.length) : lines, column);
  }

  #lines(column: number, value: unknown): string {
    const lines = yamlText(value).trimEnd().split("\n");
    return lines.map((line) => (line === "" ? "" : " ".repeat(column) + line) + this.#lineEnd).join("");
  }

  /** Behind the line that something ends in. */
  #endOf({ to }: JsonPlace): number {
    if (this.#text[to - 1] === "\n") return to;
    const end = this.#text.indexOf("\n", to);
    return end < 0 ? this.#text.length : end + 1;
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf("\n", offset - 1) + 1;
  }

  #columnOf(offset: number): number {
    return offset - this.#lineStart(offset);
  }

  #place(node: unknown): YamlPlace | undefined {
    const { isMap, isSeq, isNode, isPair, isScalar } = yaml();
    if (!isNode(node) || node.range == null) return undefined;
    const [from, end] = node.range;
    const to = from + this.#text.slice(from, end).trimEnd().length;
    if (isMap(node)) {
      const members = new Map<string, MemberPlace>();
      for (const pair of node.items) {
        const place = isPair(pair) ? this.#place(pair.value) : undefined;
        if (place === undefined || !isScalar(pair.key) || pair.key.range == null) continue;
        members.set(String(pair.key.value), { ...place, keyFrom: pair.key.range[0] });
      }
      return { from, to, members, isFlow: node.flow === true };
    }
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.#place(item) ?? []);
      return { from, to, items, isFlow: node.flow === true };
    }
    return { from, to, isFlow: false };
  }
}

function isFlow(place: JsonPlace): boolean {
  return (place as Partial<YamlPlace>).isFlow === true;
}
