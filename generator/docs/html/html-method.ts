import type { MethodEntry } from "../content/service-page.js";
import { type Html, html } from "./html.js";
import { codeBlock, inlineCode } from "./html-code.js";
import { description } from "./html-description.js";
import { examplesAside } from "./html-examples.js";
import { memberList, schemaParts } from "./html-members.js";
import { badge, card, deprecatedBadge, entryAnchor, facts, separated } from "./html-parts.js";
import type { Links } from "./page-links.js";

/** A method on the page of its service. */
export function methodSection(
  { method, kind, signature, params, result, examples }: MethodEntry,
  links: Links,
): Html {
  return card({
    kind: "method",
    name: method.name,
    badges: [badge(kind), badge(`since ${method.since}`), deprecatedBadge(method.deprecated)],
    text: html`${description(method.description, links)}
${params.length === 0 ? undefined : html`<h4>Parameters</h4>${memberList(params, links)}`}
${returns({ method, result }, links)}
${facts([
  ["Raises", separated(method.errors.map((name) => entryAnchor("error", name)))],
  ["Timeout", method.timeout === undefined ? undefined : `${method.timeout} s`],
  [
    "Call monitor timeout",
    method.callMonitorTimeout === undefined ? undefined : `${method.callMonitorTimeout} s`,
  ],
])}
<details><summary>Signature</summary>${codeBlock("signature", signature, links)}</details>`,
    aside: examplesAside(examples),
  });
}

function returns({ method, result }: Pick<MethodEntry, "method" | "result">, links: Links): Html | undefined {
  if (method.kind === "cast") return undefined;
  if (result === undefined) return html`<h4>Returns</h4><p><span class="type"><code>null</code></span></p>`;
  return html`<h4>Returns</h4><p><span class="type">${inlineCode("type", result.type, links)}</span></p>${schemaParts(result, links)}`;
}
