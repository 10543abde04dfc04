import { createHash } from "node:crypto";
import { Html, html } from "./html.js";
import { SCRIPT } from "./page-script.js";
import { STYLE } from "./page-style.js";

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

/** A whole page. It needs no other file, and its policy lets it load none, nor run any other script. */
export function htmlFrame({ title, home, navigation, main, version }: Frame): string {
  const policy = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${new Html(HTML_MARK)}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<div class="bar">${home}<input id="search" type="search" placeholder="Search ( / )" aria-label="Search"><span id="found" role="status"></span><button id="theme" type="button" aria-label="Dark or light">◐</button></div>
<div class="layout">
<nav aria-label="Contents">${navigation}</nav>
<main>
${main}
<footer>Written by oslo-gen ${version}.</footer>
</main>
</div>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.toString();
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
