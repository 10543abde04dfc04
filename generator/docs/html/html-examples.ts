import { type ExampleGroup, LANGUAGES } from "../examples/example-group.js";
import { type Html, html } from "./html.js";
import { codeBlock } from "./html-code.js";
import { description } from "./html-description.js";
import { NO_LINKS } from "./page-links.js";

/**
 * Examples, one below the other. The script of the page makes tabs of those that say the same in several languages, and
 * adds the buttons that copy.
 */
export function examplesAside(groups: readonly ExampleGroup[]): Html {
  return html`<div class="examples">${groups.map(groupHtml)}</div>`;
}

function groupHtml({ title, description: text, examples }: ExampleGroup): Html {
  const blocks = examples.map(
    ({ language, text }) =>
      html`<div data-language="${language}"><p class="caption">${LANGUAGES[language]}</p>${codeBlock(language, text, NO_LINKS)}</div>`,
  );
  return html`<div class="example"><h4>${title}</h4>${description(text, NO_LINKS)}${blocks}</div>
`;
}
