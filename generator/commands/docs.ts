import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { packageVersion } from "../../src/terminal/package-version.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import type { GeneratorConfig } from "../config.js";
import { loadServices } from "../definition-files.js";
import { HTML_MARK } from "../docs/html-frame.js";
import { htmlIndexPage } from "../docs/html-index.js";
import { htmlServicePage } from "../docs/html-service.js";
import { MARKDOWN_MARK } from "../docs/markdown.js";
import { markdownIndexPage, markdownServicePage } from "../docs/markdown-pages.js";
import { servicePage } from "../docs/service-page.js";
import { replaceFile } from "../output.js";
import type { Print } from "../program.js";

/** Options of `oslo-gen docs`. */
export interface DocsOptions {
  readonly out: string;
  readonly format: string;
}

const FORMATS = {
  html: { extension: "html", mark: HTML_MARK, service: htmlServicePage, index: htmlIndexPage },
  markdown: { extension: "md", mark: MARKDOWN_MARK, service: markdownServicePage, index: markdownIndexPage },
} as const;

/**
 * Writes pages that describe services: one for each, and an index.
 *
 * @throws {CommandFailure} a file that oslo-gen did not write is in the way; nothing was written.
 */
export function docs(
  files: readonly string[],
  { out, format }: DocsOptions,
  config: Pick<GeneratorConfig, "schemas">,
  print: Print,
): void {
  if (format !== "html" && format !== "markdown") throw new UsageError("--format must be html or markdown");
  const { extension, mark, service, index } = FORMATS[format];
  const version = packageVersion();
  const pages = loadServices(files, config.schemas).map(({ name, model, sourceFile }) =>
    servicePage(name, model, sourceFile),
  );
  if (pages.some(({ name }) => name.toLowerCase() === "index")) {
    throw new UsageError(
      `a definition called index.json has no page: index.${extension} leads to the others; rename it`,
    );
  }
  const written = [
    ...pages.map((page) => ({ path: join(out, `${page.name}.${extension}`), text: service(page, version) })),
    { path: join(out, `index.${extension}`), text: index(pages, version) },
  ];
  const changed = written.filter(({ path, text }) => isToWrite(path, text, mark));
  for (const { path, text } of changed) {
    replaceFile(path, text);
    print(`wrote ${path}`);
  }
  if (changed.length === 0) print(`${out} is up to date`);
}

function isToWrite(path: string, text: string, mark: string): boolean {
  if (!existsSync(path)) return true;
  const present = statSync(path).isFile() ? readFileSync(path, "utf8") : "";
  if (!present.slice(0, 500).includes(mark)) {
    throw new CommandFailure(`${path} was not written by oslo-gen; move it away or choose another --out`);
  }
  return present !== text;
}
