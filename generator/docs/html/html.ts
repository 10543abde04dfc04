/** Text that is HTML already. Everything else is escaped where it is put in. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** A value in a template of {@link html}. */
export type Content = string | number | Html | undefined | readonly Content[];

/** Characters that are invisible or turn the direction of what follows: a reader would see another text. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const LAYOUT = ["\t", "\n", "\r"];

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** A template whose values are escaped, unless they are HTML themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.map((text, index) => text + render(values[index])).join(""));
}

/** Text as it may stand in an element or between the quotes of an attribute. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char);
}

/** The text with what cannot be seen written as an escape. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (char) =>
    LAYOUT.includes(char) ? char : `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** A name as part of an id or of a link to it. No two names give the same. */
export function anchor(kind: string, name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_.-]/gu, (char) => `~${char.codePointAt(0)?.toString(16)}~`);
  return `${kind}-${safe}`;
}

function render(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(render).join("");
  return escapeHtml(String(value));
}
