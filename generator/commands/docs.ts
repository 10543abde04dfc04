import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { chooseByPackage } from "../definition-files.js";
import { servicePage } from "../docs/content/service-page.js";
import { HTML_MARK } from "../docs/html/html-frame.js";
import { htmlIndexPage } from "../docs/html/html-index.js";
import { htmlServicePage } from "../docs/html/html-service.js";
import { MARKDOWN_MARK } from "../docs/markdown/markdown.js";
import { markdownIndexPage, markdownServicePage } from "../docs/markdown/markdown-pages.js";
import { type DefinitionSource, loadServices } from "../load-definitions.js";
import type { ServiceOutput } from "../manifest/plan-output.js";
import { writeOutput } from "../manifest/write-output.js";
import type { Print } from "../print.js";
import { seenFrom } from "../project/folders.js";
import { writingBelow } from "../write-file.js";

/** Options of `oslo-gen docs`. */
export interface DocsOptions {
  /** `docs/services` of the project by default. */
  readonly out?: string;
  readonly format: string;
  /** Write nothing, and fail when something would be written. */
  readonly check?: boolean;
  /** Replace also pages that somebody edited. */
  readonly force?: boolean;
}

const FORMATS = {
  html: { extension: "html", mark: HTML_MARK, service: htmlServicePage, index: htmlIndexPage },
  markdown: { extension: "md", mark: MARKDOWN_MARK, service: markdownServicePage, index: markdownIndexPage },
} as const;

/**
 * Writes pages that describe services: one for each, and an index. Those of services that are gone are removed.
 *
 * @throws {DefinitionError} a definition is wrong.
 * @throws {CommandFailure} something is in the way, or `--check` found a difference.
 */
export function docs(
  files: readonly string[],
  options: DocsOptions,
  config: DefinitionSource,
  print: Print,
): void {
  const { out = seenFrom(config.root, "docs/services"), format, check, force } = options;
  if (format !== "html" && format !== "markdown") throw new UsageError("--format must be html or markdown");
  const { extension, mark, service, index } = FORMATS[format];
  const chosen = [...chooseByPackage(files, config)];
  const types = new Map(chosen.flatMap(([settings, own]) => own.map((file) => [file, settings.types])));
  const pages = loadServices(files, config).map(({ name, model, sourceFile }) =>
    servicePage(name, model, sourceFile, types.get(model.file)),
  );
  if (pages.some(({ name }) => name.toLowerCase() === "index")) {
    throw new UsageError(
      `a definition called index.json has no page: index.${extension} leads to the others; rename it`,
    );
  }
  const output = (name: string, definition: string, text: string): ServiceOutput => ({
    name: `${name}.${extension}`,
    definition,
    files: [{ name: `${name}.${extension}`, text }],
  });
  const outputs = [
    ...pages.map((page) => output(page.name, page.model.file, service(page, PACKAGE_VERSION))),
    // Of no one definition, so that it stays as long as the project does.
    output("index", "", index(pages, PACKAGE_VERSION)),
  ];
  const isWhole = files.length === 0;
  const command = `oslo-gen docs --out ${out}${format === "html" ? "" : ` --format ${format}`}`;
  const how = { check, force, project: config.root, isWhole, mark, command, folders: [out] };
  writingBelow("--out", out, () => writeOutput(out, outputs, how, print));
}
