import type { MemberEntry, SchemaEntry } from "../content/schema-entry.js";
import { jsonText, type Limit } from "../content/schema-limits.js";
import { type Html, html } from "./html.js";
import { inlineCode } from "./html-code.js";
import { description } from "./html-description.js";
import { badge, breakable, deprecatedBadge } from "./html-parts.js";
import type { Links } from "./page-links.js";

/** Parameters, or members of an object, each with all that is said of it. */
export function memberList(members: readonly MemberEntry[], links: Links): Html | undefined {
  if (members.length === 0) return undefined;
  return html`<ul class="members">${members.map((member) => memberItem(member, links))}</ul>`;
}

/** All that is said of a schema beside its type. */
export function schemaParts(schema: SchemaEntry, links: Links): Html {
  const { limits, members, alternatives } = schema;
  return html`${description(schema.description, links)}${limitList(limits)}${otherRules(schema)}${memberList(members, links)}${alternativeList(alternatives, links)}`;
}

function memberItem(member: MemberEntry, links: Links): Html {
  const { name, isName, type, required, since, until, deprecated, limits, members, alternatives } = member;
  const title = isName ? html`<code class="name">${breakable(name)}</code>` : html`<em>${name}</em>`;
  const badges = [
    ...(required ? [badge("required", "required")] : []),
    ...(since === undefined ? [] : [badge(`since ${since}`)]),
    ...(until === undefined ? [] : [badge(`until ${until}`)]),
    deprecatedBadge(deprecated),
  ];
  return html`<li>${title} <span class="type">${inlineCode("type", type, links)}</span>${badges}${limitList(limits)}${description(member.description, links)}${otherRules(member)}${nested(memberList(members, links), members.length, "member")}${nested(alternativeList(alternatives, links), alternatives.length, "alternative")}</li>
`;
}

function otherRules({ otherRules: rules }: SchemaEntry): Html {
  return html`${rules.map((rule) => html`<p class="limits">also: <code>${jsonText(rule)}</code></p>`)}`;
}

function nested(list: Html | undefined, count: number, noun: string): Html | undefined {
  if (list === undefined) return undefined;
  return html`<details><summary>${count} ${noun}${count === 1 ? "" : "s"}</summary>${list}</details>`;
}

function alternativeList(alternatives: readonly SchemaEntry[], links: Links): Html | undefined {
  if (alternatives.length === 0) return undefined;
  const items = alternatives.map(
    (schema) =>
      html`<li><span class="type">${inlineCode("type", schema.type, links)}</span>${schemaParts(schema, links)}</li>`,
  );
  return html`<p class="limits">one of</p><ul class="members">${items}</ul>`;
}

function limitList(limits: readonly Limit[]): Html | undefined {
  if (limits.length === 0) return undefined;
  const items = limits.map(
    ({ words, code }) =>
      html`<span>${words}${code === undefined ? undefined : html` <code>${code}</code>`}</span> `,
  );
  return html`<p class="limits">${items}</p>`;
}
