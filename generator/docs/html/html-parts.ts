import { anchor, type Content, Html, html } from "./html.js";
import type { EntryKind } from "./page-links.js";

/** The name of an entry of the page, as a link to it. */
export function entryAnchor(kind: EntryKind, name: string): Html {
  return html`<a href="#${anchor(kind, name)}"><code>${breakable(name)}</code></a>`;
}

/** A name that may break between its words, where a column is too narrow for all of it. */
export function breakable(name: string): Html[] {
  const words = name.split(/(?<=[_.])(?![_.])|(?<=[a-z0-9])(?=[A-Z])/);
  return words.map((word, index) => html`${index === 0 ? "" : new Html("<wbr>")}${word}`);
}

/** An entry of the page, which the search finds and the navigation leads to. */
export interface Card {
  readonly kind: EntryKind;
  readonly name: string;
  readonly badges: readonly (Html | undefined)[];
  readonly text: Content;
  /** Examples, beside the text where there is room. */
  readonly aside?: Html | undefined;
}

/** The element of an entry. */
export function card({ kind, name, badges, text, aside }: Card): Html {
  const id = anchor(kind, name);
  return html`<section class="card" id="${id}" data-kind="${kind}">
<div class="text">
<h3><a class="name" href="#${id}"><code>${breakable(name)}</code></a>${badges}</h3>
${text}
</div>
${aside}
</section>
`;
}

/** A short word about an entry. */
export function badge(text: string, kind = ""): Html {
  return html` <span class="badge${kind === "" ? "" : ` ${kind}`}">${text}</span>`;
}

/** The word for what nobody should use any more. */
export function deprecatedBadge(isDeprecated: boolean): Html | undefined {
  return isDeprecated ? badge("deprecated", "deprecated") : undefined;
}

/** Terms with what there is to say of each; those without it are left out. */
export function facts(entries: readonly (readonly [string, Content])[]): Html | undefined {
  const known = entries.filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  return html`<dl class="facts">${known.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Items with commas between them; undefined without any. */
export function separated(items: readonly Html[]): Html[] | undefined {
  if (items.length === 0) return undefined;
  return items.map((item, index) => (index === 0 ? item : html`, ${item}`));
}
