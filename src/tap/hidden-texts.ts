import { isJsonObject, itemsOf, memberOf, membersOf } from "../json/json-object.js";
import { MASK } from "../log/mask.js";
import { maskLikelyText } from "./likely-secrets.js";

/** Characters that are looked at times those that are looked for, of one value; beyond, texts are hidden whole. */
const MOST_WORK = 2 ** 28;

/** The texts of a value in whose places only masks are left. */
export function textsHiddenIn(value: unknown, masked: unknown): ReadonlySet<string> {
  return new Set(hiddenTexts(value, masked));
}

/** The value without certain texts: a mask stands for each stretch of characters that they cover. */
export function withoutTexts(value: unknown, hidden: ReadonlySet<string>): unknown {
  return hidden.size === 0 ? value : new Hiding(hidden).of(value);
}

function* hiddenTexts(value: unknown, masked: unknown): Generator<string> {
  if (masked === MASK) yield* leaves(value);
  for (const [index, item] of itemsOf(value).entries()) yield* hiddenTexts(item, itemsOf(masked)[index]);
  for (const [name, member] of membersOf(value))
    yield* hiddenTexts(member, memberOf(masked, maskLikelyText(name)));
}

function* leaves(value: unknown): Generator<string> {
  if (typeof value === "number" || typeof value === "bigint") yield String(value);
  if (typeof value === "string" && value !== "") yield value;
  for (const item of itemsOf(value)) yield* leaves(item);
  for (const [, member] of membersOf(value)) yield* leaves(member);
}

class Hiding {
  readonly #hidden: ReadonlySet<string>;
  readonly #soughtLength: number;
  #work = MOST_WORK;

  constructor(hidden: ReadonlySet<string>) {
    this.#hidden = hidden;
    this.#soughtLength = [...hidden].reduce((sum, { length }) => sum + length, 0);
  }

  of(value: unknown): unknown {
    if (typeof value === "number" || typeof value === "bigint")
      return this.#hidden.has(String(value)) ? MASK : value;
    if (typeof value === "string") return this.#ofText(value);
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      membersOf(value).map(([name, member]) => [this.#ofText(name), this.of(member)]),
    );
  }

  /** All are looked for in the text as it came: in a mask there may stand one as well. */
  #ofText(text: string): string {
    this.#work -= text.length * this.#soughtLength;
    if (this.#work < 0) return MASK;
    const covered = new Uint8Array(text.length);
    for (const one of this.#hidden)
      for (let at = text.indexOf(one); at >= 0; at = text.indexOf(one, at + one.length))
        covered.fill(1, at, at + one.length);
    let shown = "";
    let end = 0;
    for (let begin = covered.indexOf(1); begin >= 0; begin = covered.indexOf(1, end)) {
      shown += text.slice(end, begin) + MASK;
      const next = covered.indexOf(0, begin);
      end = next < 0 ? text.length : next;
    }
    return shown + text.slice(end);
  }
}
