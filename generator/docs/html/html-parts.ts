import { anchor, Html, html } from "./html.js";

/** The name of an entry of the page, as a link to it. */
export function entryAnchor(kind: string, name: string): Html {
  return html`<a href="#${anchor(kind, name)}"><code>${name}</code></a>`;
}

/** A name that may break between its words, where a column is too narrow for all of it. */
export function breakable(name: string): Html[] {
  const words = name.split(/(?<=_)(?!_)|(?<=[a-z0-9])(?=[A-Z])/);
  return words.map((word, index) => html`${index === 0 ? "" : new Html("<wbr>")}${word}`);
}

/** A type as code, in which the names of types of the page are links. */
export function typeCode(type: string, names: ReadonlySet<string>): Html {
  // What stands in quotes is a value.
  const parts = type.split(/("(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*)/);
  const shown = parts.map((part) =>
    names.has(part) ? html`<a href="#${anchor("type", part)}">${part}</a>` : html`${part}`,
  );
  return html`<code>${shown}</code>`;
}
