import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import type { GeneratorConfig } from "../config.js";
import { isPortableName } from "../file-name.js";
import { missingSetup } from "../init/missing-setup.js";
import { compilerFile, configFile, projectFiles } from "../init/project-files.js";
import { projectShape } from "../init/project-shape.js";
import { definitionFile, programFiles } from "../init/service-files.js";
import type { Print } from "../print.js";
import { DEFINITION_FOLDER } from "../project/find-project.js";
import { defaultSettings, type PackageSettings } from "../project/package-settings.js";
import { createFile, writingBelow } from "../write-file.js";
import { generate } from "./generate.js";

/** Options of `oslo-gen init`. */
export interface InitOptions {
  readonly dir: string;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Begins a new service: its definition, the code generated from it, an endpoint class and a test that runs. In a folder
 * that is no project yet it makes one; in one that is there it edits nothing, and says what is missing.
 *
 * @param name such as `my-service`: the name of the files, and of the topic
 * @throws {CommandFailure} a file of that name exists.
 */
export async function init(
  name: string,
  { dir }: InitOptions,
  config: GeneratorConfig,
  { print, tell }: { readonly print: Print; readonly tell: Print },
): Promise<void> {
  if (!NAME.test(name)) {
    throw new UsageError(
      `${JSON.stringify(name)} is no name of a service; use letters, digits and "-", as my-service`,
    );
  }
  if (!isPortableName(name))
    throw new UsageError(`Windows can have no file called ${name}; choose another name`);
  const shape = projectShape();
  const hasConfig = config.packages.some(({ folder }) => folder === "") && existsSync(config.file);
  const given = config.packages.find(({ folder }) => folder === "") ?? defaultSettings();
  const settings = hasConfig ? given : { ...given, ...shape.settings };
  const definition = definitionFile(name, dir);
  const [endpoint, test] = programFiles(name, settings, shape);
  const own = [definition, endpoint, test];
  const present = own.find(({ path }) => existsSync(path));
  if (present !== undefined) throw new CommandFailure(`${present.path} exists; nothing was written`);
  const isNew = shape.manifest === undefined;
  const missing = isNew ? [] : missingSetup(shape, test.path.split(sep).join("/"));
  const isSet = hasConfig || Object.keys(shape.settings).length === 0;
  // The service first: where its folder cannot be made nothing else is there either.
  const files = [
    ...own,
    ...(isSet ? [] : [configFile(shape.settings)]),
    ...(isNew ? projectFiles(name) : [compilerFile()]),
  ];
  writingBelow("--dir", dir, () => {
    for (const { path, text } of files) if (createFile(path, text)) print(`wrote ${path}`);
  });
  await generate([definition.path], {}, { ...config, root: "", packages: [settings] }, print);
  const path = relative("", definition.path).split(sep).join("/");
  if (!isFound(path, settings)) tell(`add ${JSON.stringify(path)} to "schemas" in ${config.file}`);
  if (isNew) tell("next: npm install && npm test");
  if (missing.length > 0) {
    tell("package.json was left as it is; to compile and test the service, run:");
    for (const command of missing) tell(`  ${command}`);
  }
  tell(`edit ${path}, then: npx oslo-gen && npx oslo-gen scaffold`);
}

/** True when a bare `oslo-gen` finds the definition. */
function isFound(path: string, { schemas }: PackageSettings): boolean {
  return schemas === undefined ? path.startsWith(`${DEFINITION_FOLDER}/`) : schemas.includes(path);
}
