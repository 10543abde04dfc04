import { summary } from "../content/description-tree.js";
import type { ServicePage } from "../content/service-page.js";
import { anchor, type Html, html } from "./html.js";
import { description } from "./html-description.js";
import { htmlFrame } from "./html-frame.js";
import { badge, breakable } from "./html-parts.js";
import { type EntryKind, NO_LINKS } from "./page-links.js";

/** The page that leads to those of the services. */
export function htmlIndexPage(pages: readonly ServicePage[], version: string): string {
  const items = pages.map(
    ({ name, model }) => html`<li><a href="#${anchor("service", name)}">${breakable(model.service)}</a></li>`,
  );
  return htmlFrame({
    title: "Services",
    version,
    navigation: html`<details open><summary>Services <span class="count">${pages.length}</span></summary><ul>${items}</ul></details>`,
    main: html`<h1 id="top">Services</h1>${pages.map(serviceSection)}`,
  });
}

function serviceSection({ name, model, methods, notifications }: ServicePage): Html {
  const file = `${encodeURIComponent(name)}.html`;
  const entry = (kind: EntryKind, entryName: string, text: string | undefined): Html =>
    html`<li data-kind="${kind}"><a class="name" href="${file}#${anchor(kind, entryName)}"><code>${breakable(entryName)}</code></a> <span class="description">${summary(text)}</span></li>
`;
  return html`<section class="card" id="${anchor("service", name)}" data-kind="service">
<h2><a class="name" href="${file}">${breakable(model.service)}</a>${badge(model.version)}${badge(model.topic)}</h2>
${description(model.description, NO_LINKS)}
${list(
  "method",
  methods.map(({ method }) => entry("method", method.name, method.description)),
)}
${list(
  "notification",
  notifications.map(({ notification }) =>
    entry("notification", notification.eventType, notification.description),
  ),
)}
</section>
`;
}

function list(noun: string, items: readonly Html[]): Html | undefined {
  if (items.length === 0) return undefined;
  return html`<details><summary>${items.length} ${noun}${items.length === 1 ? "" : "s"}</summary><ul class="entries">${items}</ul></details>`;
}
