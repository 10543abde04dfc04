import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { withoutComments } from "../../../src/definition/comments.js";
import { stringifyJson } from "../../../src/json/json.js";
import { jsonText } from "../../../src/json/json-text.js";
import type { DefinitionEdits } from "./definition-edits.js";
import { type JsonPlace, type MemberPlace, placesOf } from "./json-places.js";

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Changes of a JSON text, with comments or without. */
export class TextEdits implements DefinitionEdits {
  readonly root: JsonPlace;
  readonly #text: string;
  readonly #unit: string;
  readonly #lineEnd: string;
  /** True for a text that is one line. */
  readonly #isCompact: boolean;
  readonly #edits: Edit[] = [];
  /** Groups edits: those that add to one list or object go together. */
  readonly #added = new Map<JsonPlace, string[]>();

  constructor(text: string) {
    this.root = placesOf(withoutComments(text));
    this.#text = text;
    this.#unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
    this.#isCompact = !text.trim().includes("\n");
    this.#lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  }

  addMember(object: JsonPlace, name: string, value: unknown): void {
    this.#add(object, [...(object.members?.values() ?? [])], `${JSON.stringify(name)}: `, value);
  }

  addItem(array: JsonPlace, value: unknown, before?: number): void {
    const next = before === undefined ? undefined : array.items?.[before];
    if (next === undefined) {
      this.#add(array, array.items ?? [], "", value);
      return;
    }
    const from = this.#startWithComments(next.from);
    const indent = this.#indentAt(from);
    const text = this.#print(value, indent ?? "");
    const gap = indent === undefined ? " " : this.#lineEnd + indent;
    this.#edits.push({ from, to: from, text: `${text},${gap}` });
  }

  replace(place: JsonPlace, value: unknown): void {
    this.#edits.push({
      from: place.from,
      to: place.to,
      text: this.#print(value, this.#lineIndent(place.from)),
    });
  }

  /** With the comma that goes with it. */
  remove(object: JsonPlace, name: string): void {
    const members = [...(object.members ?? [])];
    const index = members.findIndex(([key]) => key === name);
    const member = members[index]?.[1];
    if (member === undefined) return;
    const next = members[index + 1]?.[1];
    const before = members[index - 1]?.[1];
    if (next !== undefined) this.#edits.push({ from: member.keyFrom, to: next.keyFrom, text: "" });
    else this.#edits.push({ from: before?.to ?? member.keyFrom, to: member.to, text: "" });
  }

  apply(): string {
    for (const [place, texts] of this.#added) {
      const last = lastOf(place);
      const indent = last === undefined ? undefined : this.#indentAt(startOf(last));
      const gap = indent === undefined ? " " : this.#lineEnd + indent;
      if (last !== undefined) {
        this.#edits.push({
          from: last.to,
          to: last.to,
          text: texts.map((text) => `,${gap}${text}`).join(""),
        });
        continue;
      }
      if (this.#isCompact) {
        this.#edits.push({ from: place.from + 1, to: place.to - 1, text: texts.join(",") });
        continue;
      }
      const outer = this.#lineIndent(place.from);
      const inner = this.#lineEnd + outer + this.#unit;
      const whole = texts.join(`,${inner}`);
      this.#edits.push({
        from: place.from + 1,
        to: place.to - 1,
        text: `${inner}${whole}${this.#lineEnd}${outer}`,
      });
    }
    let result = this.#text;
    // From the end on; at one place, what was put in first comes first.
    for (const { from, to, text } of this.#edits
      .toReversed()
      .toSorted((left, right) => right.from - left.from || right.to - left.to)) {
      result = result.slice(0, from) + text + result.slice(to);
    }
    return result;
  }

  #add(place: JsonPlace, siblings: readonly (JsonPlace | MemberPlace)[], head: string, value: unknown): void {
    const last = siblings.at(-1);
    const indent =
      last === undefined ? this.#lineIndent(place.from) + this.#unit : (this.#indentAt(startOf(last)) ?? "");
    getOrInsert(this.#added, place, () => []).push(head + this.#print(value, indent));
  }

  /** Where the comments begin that stand before something, on its line or on lines of their own above it. */
  #startWithComments(offset: number): number {
    // What is blank without comments holds nothing else.
    const before = withoutComments(this.#text).slice(0, offset).trimEnd().length;
    let start = offset;
    for (const { 0: comment, index } of [
      ...this.#text.slice(before, offset).matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g),
    ].reverse()) {
      const from = before + index;
      const gap = this.#text.slice(from + comment.length, start).split("\n").length - 1;
      if (gap > 1 || (gap === 1 && this.#indentAt(from) === undefined)) break;
      start = from;
    }
    return start;
  }

  /** The blanks before something that begins a line; undefined when it does not. */
  #indentAt(offset: number): string | undefined {
    const line = this.#text.lastIndexOf("\n", offset - 1);
    const before = this.#text.slice(line + 1, offset);
    return /^[ \t]*$/.test(before) && line >= 0 ? before : undefined;
  }

  /** The blanks that begin the line of something. */
  #lineIndent(offset: number): string {
    return /^[ \t]*/.exec(this.#text.slice(this.#text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";
  }

  #print(value: unknown, indent: string): string {
    if (this.#isCompact) return stringifyJson(value);
    return jsonText(value, { unit: this.#unit }).replaceAll("\n", this.#lineEnd + indent);
  }
}

function lastOf({ members, items }: JsonPlace): JsonPlace | MemberPlace | undefined {
  return members === undefined ? items?.at(-1) : [...members.values()].at(-1);
}

function startOf(place: JsonPlace | MemberPlace): number {
  return "keyFrom" in place ? place.keyFrom : place.from;
}
