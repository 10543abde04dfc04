import { createHash } from "node:crypto";
import { Html, html } from "./html.js";
import { SCRIPT, STYLE, THEME_SCRIPT } from "./page-assets.js";

/** By this a page is known as one that may be written again. */
export const HTML_MARK = '<meta name="generator" content="oslo-gen">';

/** The parts of a page that differ. */
export interface Frame {
  readonly title: string;
  /** The link back to the index, on pages of services. */
  readonly home?: Html;
  readonly navigation: Html;
  readonly main: Html;
  readonly version: string;
}

/** Nothing is loaded, and nothing runs, but what stands in the page. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(THEME_SCRIPT)} ${hash(SCRIPT)}`,
  // The icon, without which a browser asks the server for one.
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * A whole page, which needs no other file. Without its script everything is there, one below the other; the script adds
 * search, tabs, and buttons.
 */
export function htmlFrame({ title, home, navigation, main, version }: Frame): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${new Html(HTML_MARK)}
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
<script>${new Html(THEME_SCRIPT)}</script>
</head>
<body>
<a class="skip" href="#top">Skip to the content</a>
<header class="bar">
<button class="script" id="menu" type="button" popovertarget="contents" aria-label="Contents">☰</button>
${home}
<search class="script"><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="Search ( / )" aria-label="Search" aria-controls="results"></search>
<button class="script" id="theme" type="button" aria-label="Dark theme">◐</button>
</header>
<div class="layout">
<nav id="contents" popover aria-label="Contents">${navigation}</nav>
<main>
<div id="results" hidden></div>
<div id="page">
${main}
</div>
<footer>Written by oslo-gen ${version}.</footer>
</main>
</div>
<script type="module">${new Html(SCRIPT)}</script>
</body>
</html>
`.toString();
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
