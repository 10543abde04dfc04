import type { SchemaEntry } from "../content/schema-entry.js";
import type { ErrorEntry, NotificationEntry, ServicePage, TypeEntry } from "../content/service-page.js";
import { anchor, type Html, html } from "./html.js";
import { codeBlock, inlineCode } from "./html-code.js";
import { description } from "./html-description.js";
import { examplesAside } from "./html-examples.js";
import { htmlFrame } from "./html-frame.js";
import { schemaParts } from "./html-members.js";
import { methodSection } from "./html-method.js";
import { badge, breakable, card, deprecatedBadge, entryAnchor, facts, separated } from "./html-parts.js";
import { type EntryKind, type Links, PageLinks } from "./page-links.js";

/** The entries of a page that have one heading. */
interface Part {
  readonly title: string;
  readonly kind: EntryKind;
  readonly names: readonly string[];
  /** Said of all of them. */
  readonly note?: Html | undefined;
  readonly sections: readonly Html[];
}

/** The page of one service. */
export function htmlServicePage(page: ServicePage, version: string): string {
  const { model } = page;
  const links = new PageLinks(page);
  const parts = partsOf(page, links).filter(({ names }) => names.length > 0);
  return htmlFrame({
    title: `${model.service} ${model.version}`,
    version,
    home: html`<a class="home" href="index.html">Services</a>`,
    navigation: html`${parts.map(navigationGroup)}`,
    main: html`<h1 id="top">${breakable(model.service)}${badge(model.version)}</h1>
${description(model.description, links)}
${facts([
  ["Topic", topicFact(model)],
  ["Exchange", exchangeFact(model)],
  ["Namespace", model.namespace === undefined ? "none" : html`<code>${model.namespace}</code>`],
])}
${parts.map(({ title, note, sections }) => html`<h2 id="${anchor("part", title)}">${title}</h2>${note}${sections}`)}`,
  });
}

function topicFact({ topic, additionalTopics }: ServicePage["model"]): Html {
  const others = additionalTopics.map((other) => html`, <code>${other}</code>`);
  return html`<code>${topic}</code>${others.length === 0 ? undefined : html`, or when told to${others}`}`;
}

function exchangeFact({ exchange, controlExchange }: ServicePage["model"]): Html | string {
  if (exchange !== undefined) return html`<code>${exchange}</code>`;
  if (controlExchange === undefined) return "the configured control_exchange";
  return html`the configured control_exchange, else <code>${controlExchange}</code>`;
}

function partsOf(page: ServicePage, links: Links): Part[] {
  return [
    {
      title: "Methods",
      kind: "method",
      names: page.methods.map(({ method }) => method.name),
      sections: page.methods.map((entry) => methodSection(entry, links)),
    },
    {
      title: "Notifications",
      kind: "notification",
      names: page.notifications.map(({ notification }) => notification.eventType),
      sections: page.notifications.map((entry) => notificationSection(entry, links)),
    },
    {
      title: "Errors",
      kind: "error",
      names: page.errors.map(({ name }) => name),
      note: modulesNote(page.modulesToAllow),
      sections: page.errors.map((entry) => errorSection(entry, links)),
    },
    {
      title: "Types",
      kind: "type",
      names: page.types.map(({ name }) => name),
      sections: page.types.map((entry) => typeSection(entry, links)),
    },
  ];
}

function navigationGroup({ title, kind, names }: Part): Html {
  const items = names.map((name) => html`<li><a href="#${anchor(kind, name)}">${breakable(name)}</a></li>`);
  return html`<details open><summary>${title} <span class="count">${names.length}</span></summary><ul>${items}</ul></details>
`;
}

/** Python's transports make an exception of its own class only when they were told to. */
function modulesNote(modules: readonly string[]): Html | undefined {
  if (modules.length === 0) return undefined;
  const names = separated(modules.map((module) => html`<code>${module}</code>`));
  return html`<p class="note">A caller in Python gets these as their own classes only when its transport has ${modules.length === 1 ? "their module" : "their modules"} ${names} in <code>allowed_remote_exmods</code>, and can import ${modules.length === 1 ? "it" : "them"}; otherwise it gets <code>RemoteError</code>. A caller in TypeScript gets the classes of the generated client.</p>`;
}

function notificationSection({ notification, payload, examples }: NotificationEntry, links: Links): Html {
  const { eventType, priorities, deprecated } = notification;
  return card({
    kind: "notification",
    name: eventType,
    badges: [...priorities.map((priority) => badge(priority)), deprecatedBadge(deprecated)],
    text: html`${description(notification.description, links)}
<h4>Payload</h4><p><span class="type">${inlineCode("type", payload.type, links)}</span></p>${schemaParts(payload, links)}`,
    aside: examplesAside(examples),
  });
}

function errorSection({ name, module, kwargs, methods, examples, ...error }: ErrorEntry, links: Links): Html {
  return card({
    kind: "error",
    name,
    badges: [],
    text: html`${description(error.description, links)}
${facts([
  ["Module", html`<code>${breakable(module)}</code>`],
  ["Raised by", separated(methods.map((method) => entryAnchor("method", method)))],
])}
${kwargs === undefined ? undefined : html`<h4>Keyword arguments</h4><p><span class="type">${inlineCode("type", kwargs.type, links)}</span></p>${schemaParts(kwargs, links)}`}`,
    aside: examplesAside(examples),
  });
}

function typeSection({ name, declaration, schema }: TypeEntry, links: Links): Html {
  const code = codeBlock("ts", declaration, links);
  return card({
    kind: "type",
    name,
    badges: [deprecatedBadge(schema?.deprecated ?? false)],
    text:
      schema === undefined
        ? code
        : html`${sharedType(schema, links)}<details><summary>TypeScript</summary>${code}</details>`,
  });
}

/** Of a type without members the type itself has to be told. */
function sharedType(schema: SchemaEntry, links: Links): Html {
  const { type, members, alternatives } = schema;
  const isTold = members.length > 0 || alternatives.length > 0;
  const own = html`<p><span class="type">${inlineCode("type", type, links)}</span></p>`;
  return html`${isTold ? undefined : own}${schemaParts(schema, links)}`;
}
