import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { oneLine } from "../../src/log/one-line.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { DEFINITION_FOLDER } from "../definition-files.js";
import { fileName } from "../import/definition/service-name.js";
import { importPython } from "../import/import-python.js";
import { type ImportedService, reportLines } from "../import/report.js";
import { metaschemaPath } from "../init/service-files.js";
import { createFile, replaceFile, writingBelow } from "../output.js";
import type { Print } from "../print.js";

/** Options of `oslo-gen import`. */
export interface ImportOptions {
  /** A file that ends in `.json`, or a folder. */
  readonly out?: string;
  readonly force?: boolean;
  readonly class?: readonly string[];
  readonly path?: readonly string[];
  readonly service?: string;
  readonly topic?: string;
  readonly exchange?: string;
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
 * Makes definitions of Python sources, and prints what is certain, guessed and missing in them.
 *
 * @throws {UsageError} a file or a class is not there, or several services have one place.
 * @throws {CommandFailure} there is no service in the files, or the definition is there already.
 */
export function importDefinition(
  files: readonly string[],
  options: ImportOptions,
  { print, tell }: { readonly print: Print; readonly tell: Print },
): void {
  for (const file of files) {
    if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
    if (!statSync(file).isFile() || !file.endsWith(".py")) {
      throw new UsageError(`${file}: is no Python file; name files that end in .py`);
    }
  }
  const { class: classes = [], path: paths = [], targetVersion: version, ...overrides } = options;
  const services = importPython(files, {
    classes,
    paths,
    overrides: { ...overrides, ...(version === undefined ? {} : { version }) },
  });
  const placed = placesOf(services, options.out);
  for (const { service, file } of placed)
    if (file !== undefined) write(file, service, options.force === true, tell);
  if (options.json === true) {
    const listed = placed.map(({ service, file }) => ({
      ...(file === undefined ? { definition: textOf(service, DEFINITION_FOLDER).definition } : { file }),
      ...service.report,
    }));
    print(JSON.stringify({ services: listed }, null, 2));
    return;
  }
  for (const { service, file } of placed) {
    if (file === undefined) print(textOf(service, DEFINITION_FOLDER).text.trimEnd());
    const say = file === undefined ? tell : print;
    for (const line of reportLines(service.report)) say(oneLineKept(line));
  }
}

function placesOf(services: readonly ImportedService[], out: string | undefined): Placed[] {
  const isFolder = out !== undefined && !out.endsWith(".json");
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
    return { service, file: isFolder ? join(out, `${fileName(service.report.service)}.json`) : out };
  });
}

function write(file: string, service: ImportedService, isForced: boolean, tell: Print): void {
  const { text } = textOf(service, dirname(file));
  writingBelow("--out", dirname(file), () => {
    if (isForced) replaceFile(file, text);
    else if (!createFile(file, text)) {
      throw new CommandFailure(`${file}: is there already; replace it with --force`);
    }
  });
  tell(`wrote ${file}`);
}

function textOf({ definition }: ImportedService, dir: string) {
  const whole = { $schema: metaschemaPath(dir), ...definition };
  return { definition: whole, text: `${JSON.stringify(whole, null, 2)}\n` };
}

/** Lines begin with blanks, which show what belongs to what. */
function oneLineKept(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return indent + oneLine(line);
}
