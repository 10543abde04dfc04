import type { ServicePage } from "../content/service-page.js";
import { anchor, type Html, html } from "./html.js";
import { htmlFrame } from "./html-frame.js";
import { breakable } from "./html-parts.js";
import { paragraphs } from "./html-service.js";

/** The page that leads to those of the services. */
export function htmlIndexPage(pages: readonly ServicePage[], version: string): string {
  return htmlFrame({
    title: "Services",
    version,
    navigation: html`<h2>Services</h2><ul>${pages.map(({ name, model }) => html`<li><a href="#${anchor("service", name)}">${breakable(model.service)}</a></li>`)}</ul>`,
    main: html`<h1>Services</h1>${pages.map(serviceSection)}`,
  });
}

function serviceSection({ name, model, methods, notifications }: ServicePage): Html {
  const file = `${encodeURIComponent(name)}.html`;
  const names = [
    ...methods.map(({ method }) => method.name),
    ...notifications.map((entry) => entry.notification.eventType),
  ];
  const words = [model.service, model.description, model.topic, ...names].join(" ").toLowerCase();
  const links = methods.map(
    ({ method }, index) =>
      html`${index === 0 ? "" : ", "}<a href="${file}#${anchor("method", method.name)}"><code>${method.name}</code></a>`,
  );
  return html`<section class="card" id="${anchor("service", name)}" data-search="${words}">
<h3><a href="${file}">${model.service}</a><span class="badge">${model.version}</span><span class="badge">${model.topic}</span></h3>
${paragraphs(model.description)}
<p>${links}</p>
</section>
`;
}
