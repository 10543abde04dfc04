import { type DescriptionNode, type DescriptionTag, parseDescription } from "../content/description-tree.js";
import { Html, html } from "./html.js";
import { codeBlock } from "./html-code.js";
import type { Links } from "./page-links.js";

const BREAK = new Html("<br>");

/** A description on a page, in which the entries of the page that it names are links; undefined when there is none. */
export function description(text: string | undefined, links: Links): Html | undefined {
  const nodes = parseDescription(text);
  if (nodes.length === 0) return undefined;
  return html`<div class="description">${nodes.map((node) => nodeHtml(node, links))}</div>`;
}

function nodeHtml(node: DescriptionNode, links: Links): Html {
  switch (node.kind) {
    case "text":
      return html`${node.text}`;
    case "break":
      return node.isHard ? BREAK : html` `;
    case "code":
      return nameHtml(node.text, links);
    case "block":
      return codeBlock(node.language, node.text, links);
    case "link":
      return html`<a href="${node.address}" rel="noreferrer">${childrenHtml(node, links)}</a>`;
    case "element":
      return elementHtml(node.tag, node.start, childrenHtml(node, links));
  }
}

function childrenHtml({ children }: { readonly children: readonly DescriptionNode[] }, links: Links): Html {
  return html`${children.map((child) => nodeHtml(child, links))}`;
}

/** The tag is one of ours, and no text of a definition. */
function elementHtml(tag: DescriptionTag, start: number | undefined, content: Html): Html {
  if (tag === "hr") return new Html("<hr>");
  const attributes = start === undefined || start === 1 ? "" : html` start="${start}"`;
  return html`<${new Html(tag)}${attributes}>${content}</${new Html(tag)}>`;
}

function nameHtml(text: string, links: Links): Html {
  const address = links.ofName(text);
  const code = html`<code>${text}</code>`;
  return address === undefined ? code : html`<a href="${address}">${code}</a>`;
}
