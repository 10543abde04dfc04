import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { asyncApiDocument } from "../export/async-api.js";
import { documentText, EXPORT_MARK, writtenBy } from "../export/document.js";
import { jsonSchemaDocument } from "../export/json-schema.js";
import { openRpcDocument } from "../export/open-rpc.js";
import { type DefinitionSource, loadServices } from "../load-definitions.js";
import { writeOutput } from "../manifest/write-output.js";
import type { Print } from "../print.js";
import { seenFrom } from "../project/folders.js";
import { writingBelow } from "../write-file.js";

/** Options of `oslo-gen export`. */
export interface ExportOptions {
  readonly format: string;
  /** `exports` of the project by default. */
  readonly out?: string;
  /** Write nothing; fail when something would be written. */
  readonly check?: boolean;
  /** Replace also documents that somebody edited. */
  readonly force?: boolean;
}

const FORMATS = {
  openrpc: { ending: "openrpc.json", document: openRpcDocument },
  asyncapi: { ending: "asyncapi.json", document: asyncApiDocument },
  "json-schema": { ending: "schema.json", document: jsonSchemaDocument },
} as const;

/**
 * Writes a document of another format for each service definition.
 *
 * @throws {DefinitionError} a definition is wrong.
 * @throws {CommandFailure} something is in the way, or `--check` found a difference.
 */
export function exportDefinitions(
  files: readonly string[],
  options: ExportOptions,
  config: DefinitionSource,
  print: Print,
): void {
  const { format, out = seenFrom(config.root, "exports"), check, force } = options;
  if (!isFormat(format)) throw new UsageError(`--format must be one of ${Object.keys(FORMATS).join(", ")}`);
  const { ending, document } = FORMATS[format];
  const outputs = loadServices(files, config).map(({ name, model, sourceFile }) => {
    const file = `${name}.${ending}`;
    const text = documentText(document(model, writtenBy(PACKAGE_VERSION, sourceFile)));
    return { name: file, definition: model.file, files: [{ name: file, text }] };
  });
  const how = { check, force, project: config.root, isWhole: files.length === 0, mark: EXPORT_MARK };
  const command = `oslo-gen export --format ${format} --out ${out}`;
  writingBelow("--out", out, () => writeOutput(out, outputs, { ...how, command, folders: [out] }, print));
}

function isFormat(format: string): format is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, format);
}
