import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatOf, isDefinitionName } from "../../src/definition/definition-format.js";
import { parseVersion } from "../../src/definition/version.js";
import { jsonText } from "../../src/json/json-text.js";
import { oneLine } from "../../src/log/one-line.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { isPortableName } from "../file-name.js";
import { fileName } from "../import/definition/service-name.js";
import { importPython } from "../import/import-python.js";
import { importJson } from "../import/json-schema/import-json.js";
import type { Merged } from "../import/merge/merge-definition.js";
import { mergeText } from "../import/merge/merge-text.js";
import { yamlText } from "../import/merge/yaml-edits.js";
import { type ImportedService, reportLines } from "../import/report.js";
import { metaschemaPath } from "../init/metaschema-path.js";
import { loadDefinition } from "../inspect/inspect-definition.js";
import type { Print } from "../print.js";
import { DEFINITION_FOLDER } from "../project/find-project.js";
import { createFile, replaceFile, writingBelow } from "../write-file.js";

/** Options of `oslo-gen import`. */
export interface ImportOptions {
  /** A file that ends as a definition does, or a folder. */
  readonly out?: string;
  readonly force?: boolean;
  /** The definition to add to; true for that of `out`. */
  readonly merge?: string | true;
  readonly class?: readonly string[];
  readonly path?: readonly string[];
  readonly service?: string;
  readonly topic?: string;
  readonly exchange?: string;
  readonly controlExchange?: string;
  readonly namespace?: string;
  readonly targetVersion?: string;
  /** Print for programs. */
  readonly json?: boolean;
}

/** A definition and the file it belongs in; without one it goes to stdout. */
interface Placed {
  readonly service: ImportedService;
  readonly file?: string;
}

/**
 * Makes definitions of Python sources or of an OpenRPC document, and prints what is certain, guessed and missing in
 * them; makes a schema of today of an older one.
 *
 * @throws {UsageError} a file or a class is not there, or several services have one place.
 * @throws {CommandFailure} there is no service in the files, or the definition is there already.
 * @throws {DefinitionError} the definition to add to is wrong.
 */
export function importDefinition(
  files: readonly string[],
  options: ImportOptions,
  { print, tell }: { readonly print: Print; readonly tell: Print },
): void {
  const { merge } = options;
  // An option whose value may be left out takes the first of the files that follow it.
  const isFile = typeof merge === "string" && isDefinitionName(merge);
  const sources = typeof merge === "string" && !isFile ? [merge, ...files] : files;
  const out = isFile ? merge : options.out;
  if (merge !== undefined && options.force === true)
    throw new UsageError("--merge and --force do not go together");
  if (merge !== undefined && out === undefined)
    throw new UsageError("--merge needs a definition: --merge FILE.json");
  if (options.exchange !== undefined && options.controlExchange !== undefined)
    throw new UsageError("--exchange and --control-exchange do not go together");
  if (sources.length === 0) throw new UsageError("name the files to import, such as manager.py rpcapi.py");
  const services = read(sources, options, out, { print, tell });
  if (services === undefined) return;
  const placed = placesOf(services, out);
  const merged = new Map<ImportedService, Merged>();
  for (const { service, file } of placed) {
    if (file === undefined) continue;
    if (merge !== undefined && existsSync(file)) merged.set(service, mergeInto(file, service, tell));
    else writeNew(file, textOf(service, file), options.force === true, tell);
  }
  if (options.json === true) {
    const listed = placed.map(({ service, file }) => ({
      ...(file === undefined ? { definition: wholeOf(service, DEFINITION_FOLDER) } : { file }),
      ...service.report,
      ...mergeReport(merged.get(service)),
    }));
    print(jsonText({ services: listed }));
    return;
  }
  for (const { service, file } of placed) {
    if (file === undefined) print(jsonText(wholeOf(service, DEFINITION_FOLDER)));
    const say = file === undefined ? tell : print;
    for (const line of reportLines(service.report)) say(oneLineKept(line));
    const { added = [], differences = [] } = mergeReport(merged.get(service));
    for (const text of added) say(oneLineKept(`  added: ${text}`));
    for (const text of differences) say(oneLineKept(`  kept: ${text}`));
  }
}

/** Reads the services of files. A JSON Schema holds none: it is written at once. */
function read(
  files: readonly string[],
  options: ImportOptions,
  out: string | undefined,
  { print, tell }: { readonly print: Print; readonly tell: Print },
): readonly ImportedService[] | undefined {
  for (const file of files) {
    if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
    if (!statSync(file).isFile() || !/\.(?:py|json)$/.test(file)) {
      throw new UsageError(`${file}: is no Python file and no JSON; name files that end in .py or .json`);
    }
  }
  const { class: classes = [], path: paths = [], targetVersion: version, ...named } = options;
  if (version !== undefined && parseVersion(version) === undefined)
    throw new UsageError(`--target-version must be MAJOR.MINOR, such as 1.0, not ${JSON.stringify(version)}`);
  const overrides = { ...named, ...(version === undefined ? {} : { version }) };
  const [file = "", ...others] = files;
  const isPython = !files.some((each) => each.endsWith(".json"));
  if (!isPython && others.length > 0) throw new UsageError("name Python files, or one JSON file");
  const imported = isPython
    ? importPython(files, { classes, paths, overrides })
    : importJson(file, overrides);
  if (imported.kind === "services") return imported.services;
  if (imported.kind === "service") return [imported.service];
  if (options.merge !== undefined)
    throw new UsageError(`${file}: holds schemas and no service, which --merge does not go with`);
  const text = documentOf(imported.document, out);
  if (out !== undefined) writeNew(out, text, options.force === true, tell);
  if (options.json === true) {
    print(
      jsonText({
        ...(out === undefined ? { schema: imported.document } : { file: out }),
        notes: imported.notes,
      }),
    );
    return undefined;
  }
  if (out === undefined) print(text.trimEnd());
  for (const note of imported.notes) (out === undefined ? tell : print)(oneLine(note));
  return undefined;
}

function placesOf(services: readonly ImportedService[], out: string | undefined): Placed[] {
  const isFolder = out !== undefined && !isDefinitionName(out);
  const found = services.map(({ report }) => report.service);
  if (services.length > 1 && !isFolder) {
    throw new UsageError(
      `the files hold ${services.length} services: ${found.join(", ")}; choose the classes of one with --class, or name a folder with --out`,
    );
  }
  const twice = found.find((name, index) => found.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError(
      `two services of the files would be called ${twice}; choose the classes of one with --class`,
    );
  }
  return services.map((service) => {
    if (out === undefined) return { service };
    return { service, file: isFolder ? join(out, fileOf(service.report.service)) : out };
  });
}

function fileOf(service: string): string {
  const name = fileName(service);
  return `${isPortableName(name) ? name : `${name}-service`}.json`;
}

function writeNew(file: string, text: string, isForced: boolean, tell: Print): void {
  writingBelow("--out", dirname(file), () => {
    if (isForced) replaceFile(file, text);
    else if (!createFile(file, text)) {
      throw new CommandFailure(
        `${file}: is there already; add to it with --merge, or replace it with --force`,
      );
    }
  });
  tell(`wrote ${file}`);
}

/** Adds to a definition what it lacks. A file that has all is not touched. */
function mergeInto(file: string, service: ImportedService, tell: Print): Merged {
  // What is no definition has nothing to be kept.
  loadDefinition(file);
  const text = readFileSync(file, "utf8");
  const merged = mergeText(text, file, service.definition);
  if (merged.text === text) tell(`${file} lacks nothing`);
  else {
    writingBelow("--merge", dirname(file), () =>
      // A link stays one.
      replaceFile(realpathSync(file), merged.text, { mode: statSync(file).mode }),
    );
    tell(`added to ${file}`);
  }
  return merged;
}

function mergeReport(merged: Merged | undefined): Partial<Pick<Merged, "added" | "differences">> {
  return merged === undefined ? {} : { added: merged.added, differences: merged.differences };
}

function wholeOf({ definition }: ImportedService, dir: string) {
  return { $schema: metaschemaPath(dir), ...definition };
}

function textOf(service: ImportedService, file: string): string {
  return documentOf(wholeOf(service, dirname(file)), file);
}

/** The text of a document in the notation that the name of its file stands for. */
function documentOf(value: unknown, file: string | undefined): string {
  return file !== undefined && formatOf(file) === "YAML" ? yamlText(value) : `${jsonText(value)}\n`;
}

/** Lines begin with blanks, which show what belongs to what. */
function oneLineKept(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return indent + oneLine(line);
}
