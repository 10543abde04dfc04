import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { loadService } from "../../../src/definition/load-service.js";
import type { ServiceModel } from "../../../src/definition/model.js";
import { DefinitionError } from "../../../src/errors/setup-errors.js";

/** The smallest definition there is. */
export const SMALLEST = { service: "S", topic: "t", version: "1.2", methods: {} };

const folder = mkdtempSync(join(tmpdir(), "definition-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Writes files below a temporary folder and returns the path of the first. */
export function written(files: Readonly<Record<string, unknown>>): string {
  const home = mkdtempSync(join(folder, "d-"));
  for (const [name, content] of Object.entries(files)) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    );
  }
  return join(home, Object.keys(files)[0] ?? "");
}

/** Loads a definition, written to `s.json`, and other files beside it. */
export function load(definition: unknown, others: Readonly<Record<string, unknown>> = {}): ServiceModel {
  return loadService(written({ "s.json": definition, ...others }));
}

/** The mistakes in a definition as lines `FILE POINTER MESSAGE`. */
export function mistakes(definition: unknown, others: Readonly<Record<string, unknown>> = {}): string[] {
  return mistakesIn(written({ "s.json": definition, ...others }));
}

/** The mistakes in a file, its path left out. */
export function mistakesIn(file: string): string[] {
  try {
    loadService(file);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const home = `${dirname(file)}/`;
    return error.problems.map((problem) =>
      `${problem.file} ${problem.pointer} ${problem.message}`.replaceAll(home, ""),
    );
  }
  return [];
}
