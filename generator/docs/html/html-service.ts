import type {
  ErrorEntry,
  MethodEntry,
  NotificationEntry,
  ParamEntry,
  ServicePage,
} from "../content/service-page.js";
import { anchor, type Content, type Html, html } from "./html.js";
import { htmlFrame } from "./html-frame.js";
import { breakable, entryAnchor, typeCode } from "./html-parts.js";

/** The page of one service. */
export function htmlServicePage(page: ServicePage, version: string): string {
  const { model } = page;
  const typeNames = new Set(page.types.map(typeNameOf));
  const lists = [
    ["Methods", page.methods.map(({ method }) => ["method", method.name])],
    ["Notifications", page.notifications.map(({ notification }) => ["notification", notification.eventType])],
    ["Errors", page.errors.map(({ name }) => ["error", name])],
    ["Types", [...typeNames].map((name) => ["type", name])],
  ] as const;
  return htmlFrame({
    title: `${model.service} ${model.version}`,
    version,
    home: html`<a href="index.html">Services</a>`,
    navigation: html`${lists
      .filter(([, names]) => names.length > 0)
      .map(
        ([title, names]) =>
          html`<h2>${title}</h2><ul>${names.map(([kind = "", name = ""]) => entryLink(kind, name))}</ul>`,
      )}`,
    main: html`<h1>${model.service} <span class="badge">${model.version}</span></h1>
${paragraphs(model.description)}
${facts([
  ["Topic", model.topic],
  ["Exchange", model.exchange ?? "the configured control_exchange"],
  ["Namespace", model.namespace ?? "none"],
])}
${part(
  "Methods",
  page.methods.map((entry) => methodSection(entry, typeNames)),
)}
${part(
  "Notifications",
  page.notifications.map((entry) => notificationSection(entry, typeNames)),
)}
${part(
  "Errors",
  page.errors.map((entry) => errorSection(entry, typeNames)),
)}
${part("Types", page.types.map(typeSection))}`,
  });
}

function methodSection(
  { method, signature, params, resultType, examples }: MethodEntry,
  typeNames: ReadonlySet<string>,
): Html {
  const text = [
    method.name,
    method.description,
    ...params.flatMap(({ name, description }) => [name, description]),
  ];
  return card(
    "method",
    method.name,
    text,
    html`<h3><code>${method.name}</code>${badge(method.kind)}${badge(`since ${method.since}`)}${deprecated(method.deprecated)}</h3>
${paragraphs(method.description)}
<pre class="signature">${signature}</pre>
${paramTable(params, typeNames)}
${facts([
  [
    "Returns",
    method.kind === "cast"
      ? undefined
      : typeCode(method.result === undefined ? "null" : resultType, typeNames),
  ],
  [
    "Raises",
    method.errors.length === 0
      ? undefined
      : separated(method.errors.map((name) => entryAnchor("error", name))),
  ],
  ["Timeout", method.timeout === undefined ? undefined : `${method.timeout} s`],
  [
    "Call monitor timeout",
    method.callMonitorTimeout === undefined ? undefined : `${method.callMonitorTimeout} s`,
  ],
])}
<details open><summary>TypeScript</summary><pre>${examples.typescript}</pre></details>
<details><summary>Python</summary><pre>${examples.python}</pre></details>
<details><summary>Command line</summary><pre>${examples.shell}</pre></details>`,
  );
}

function paramTable(params: readonly ParamEntry[], typeNames: ReadonlySet<string>): Html | undefined {
  if (params.length === 0) return undefined;
  // Many definitions describe none: an empty column would say that something is missing.
  const isDescribed = params.some(({ description }) => description !== "");
  const rows = params.map(
    ({ name, type, required, since, description, deprecated: isOld }) => html`<tr>
<td><code>${name}</code>${required ? html` <span class="badge required">required</span>` : undefined}${since === undefined ? undefined : badge(`since ${since}`)}${deprecated(isOld)}</td>
<td>${typeCode(type, typeNames)}</td>${isDescribed ? html`<td>${description}</td>` : undefined}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th>Parameter</th><th>Type</th>${isDescribed ? html`<th>Description</th>` : undefined}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function notificationSection(
  { notification, type }: NotificationEntry,
  typeNames: ReadonlySet<string>,
): Html {
  const { eventType, description, priorities } = notification;
  return card(
    "notification",
    eventType,
    [eventType, description],
    html`<h3><code>${eventType}</code>${priorities.map(badge)}${deprecated(notification.deprecated)}</h3>
${paragraphs(description)}
${facts([["Payload", typeCode(type, typeNames)]])}`,
  );
}

function errorSection(
  { name, module, description, kwargs, methods }: ErrorEntry,
  typeNames: ReadonlySet<string>,
): Html {
  return card(
    "error",
    name,
    [name, module, description],
    html`<h3><code>${name}</code></h3>
${paragraphs(description)}
${facts([
  ["Module", html`<code>${module}</code>`],
  ["Keyword arguments", kwargs === undefined ? undefined : typeCode(kwargs, typeNames)],
  [
    "Raised by",
    methods.length === 0 ? undefined : separated(methods.map((method) => entryAnchor("method", method))),
  ],
])}`,
  );
}

function typeSection(declaration: string): Html {
  const name = typeNameOf(declaration);
  const text = declaration.replaceAll(/^export /gm, "");
  return card("type", name, [text], html`<pre>${text}</pre>`);
}

/** A declaration begins with its comment, if it has one. */
function typeNameOf(declaration: string): string {
  return /^export (?:interface|type) ([^\s=<{]+)/m.exec(declaration)?.[1] ?? "";
}

function part(title: string, sections: readonly Html[]): Html | undefined {
  return sections.length === 0 ? undefined : html`<h2 class="part">${title}</h2>${sections}`;
}

function card(kind: string, name: string, text: readonly (string | undefined)[], content: Html): Html {
  const words = text.join(" ").toLowerCase();
  return html`<section class="card" id="${anchor(kind, name)}" data-search="${words}">${content}</section>
`;
}

/** Paragraphs of a description, which is plain text. */
export function paragraphs(text: string | undefined): Html[] {
  const parts = (text ?? "").split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== "");
  return parts.map((paragraph) => html`<p>${paragraph.trim()}</p>`);
}

function facts(entries: readonly (readonly [string, Content])[]): Html | undefined {
  const known = entries.filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  return html`<dl class="facts">${known.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`;
}

function entryLink(kind: string, name: string): Html {
  return html`<li><a href="#${anchor(kind, name)}">${breakable(name)}</a></li>`;
}

function separated(items: readonly Html[]): Html[] {
  return items.map((item, index) => (index === 0 ? item : html`, ${item}`));
}

function badge(text: string): Html {
  return html`<span class="badge">${text}</span>`;
}

function deprecated(isDeprecated: boolean): Html | undefined {
  return isDeprecated ? html`<span class="badge deprecated">deprecated</span>` : undefined;
}
