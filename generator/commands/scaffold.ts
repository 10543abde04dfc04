import { packageVersion } from "../../src/terminal/package-version.js";
import type { GeneratorConfig } from "../config.js";
import { loadServices } from "../definition-files.js";
import type { Print } from "../program.js";
import { scaffoldService } from "../scaffold/scaffold-service.js";

/** Options of `oslo-gen scaffold`. */
export interface ScaffoldOptions {
  readonly dir?: string;
  readonly out?: string;
}

/** Writes the endpoint classes that users fill in, where there is none yet. */
export function scaffold(
  files: readonly string[],
  options: ScaffoldOptions,
  config: GeneratorConfig,
  print: Print,
): void {
  const folders = { dir: options.dir ?? config.dir, out: options.out ?? config.out };
  const version = packageVersion();
  const { importExtension } = config;
  for (const { name, model, sourceFile } of loadServices(files, config.schemas)) {
    const result = scaffoldService(name, model, folders, { version, sourceFile, importExtension });
    const text =
      result.kind === "created" ? `wrote ${result.path}` : `${result.path} exists and was left as it is`;
    print(text);
  }
}
