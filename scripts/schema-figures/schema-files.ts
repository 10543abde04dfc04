import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isJsonObject } from "../../src/json/json-object.js";

const DIALECT = /json-schema\.org\/(draft|schema)/;

/** The files below a folder that hold a JSON Schema, each once; those of the names where there are any. */
export function schemaFiles(folder: string, names: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!file.endsWith(".json")) continue;
    if (names.length > 0 && !names.includes(basename(file, ".json"))) continue;
    const text = textOf(join(folder, file));
    if (text !== undefined && isSchema(text) && !found.has(text)) found.set(text, join(folder, file));
  }
  return [...found.values()];
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function isSchema(text: string): boolean {
  if (!text.includes("$schema")) return false;
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    return isJsonObject(value) && typeof value.$schema === "string" && DIALECT.test(value.$schema);
  } catch {
    return false;
  }
}
