import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EmitOptions, emitContext } from "../../../generator/emit/context.js";
import { emitService } from "../../../generator/emit/service-files.js";
import { DEFAULT_TYPES, type TypeSettings } from "../../../generator/emit/type-settings.js";
import { programModel } from "../../../generator/program-types/program-model.js";
import { newClassFile } from "../../../generator/scaffold/new-class.js";
import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { loadService } from "../../../src/definition/load-service.js";
import type { ServiceModel } from "../../../src/definition/model.js";
import { isServiceDefinition } from "../../../src/definition/recognize-definition.js";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Where the kept output is: a folder per definition, and one with the scaffolded classes. */
export const GENERATED = join(ROOT, "test/fixtures/generated");
const DEFINITIONS = join(ROOT, "test/fixtures/definitions");
const OPENSTACK = join(ROOT, "schemas/openstack");

/** The definitions of interfaces that services of OpenStack have. */
export const OPENSTACK_DEFINITIONS: readonly string[] = readdirSync(OPENSTACK)
  .sort()
  .map((file) => join(OPENSTACK, file))
  .filter((file) => isServiceDefinition(file));

/** All definitions that output is kept of. */
export const FIXTURES: readonly string[] = [
  ...["my-service.json", "my-second-service.json"].map((file) => join(ROOT, "schemas", file)),
  ...readdirSync(DEFINITIONS)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => join(DEFINITIONS, file)),
  ...OPENSTACK_DEFINITIONS,
];

/** The types that kept output has. */
export const FIXTURE_TYPES: TypeSettings = { ...DEFAULT_TYPES, octets: "Uint8Array" };

const services = new Map<string, ServiceModel>();
const models = new Map<string, ServiceModel>();

/** A definition as it is in its file, which is read once in a process. */
export function fixtureService(file: string): ServiceModel {
  return getOrInsert(services, file, () => loadService(file));
}

/** A definition with the types that kept output has. */
export function fixtureModel(file: string): ServiceModel {
  return getOrInsert(models, file, () => programModel(fixtureService(file), FIXTURE_TYPES).model);
}

/** The output for a definition by path inside {@link GENERATED}. */
export function outputOf(file: string): ReadonlyMap<string, string> {
  const name = basename(file, ".json");
  const options: EmitOptions = {
    // A release shall not change every file that is kept here.
    version: "0.0.0",
    sourceFile: `schemas/${basename(file)}`,
    importExtension: "js",
  };
  const model = fixtureModel(file);
  const files = emitService(model, options).map((entry) => [`${name}/${entry.name}`, entry.text] as const);
  const scaffolded = newClassFile(emitContext(model, options), `../${name}/index.js`);
  return new Map([...files, [`endpoints/${name}.ts`, scaffolded]]);
}

/** What is kept, by path. */
export function keptOutput(): ReadonlyMap<string, string> {
  const files = readdirSync(GENERATED, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return new Map(files.map((file) => [file, readFileSync(join(GENERATED, file), "utf8")]));
}

/** Keeps the output as it is now. */
export function keepOutput(output: ReadonlyMap<string, string>): void {
  rmSync(GENERATED, { recursive: true, force: true });
  for (const [file, text] of output) {
    const path = join(GENERATED, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
