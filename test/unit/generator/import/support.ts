import assert from "node:assert/strict";
import type { JsonObject } from "../../../../src/json/json-object.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

/** What `--json` tells of one service. */
export interface Imported {
  readonly definition: {
    readonly service: string;
    readonly topic: string;
    readonly namespace?: string;
    readonly version: string;
    readonly methods: Readonly<Record<string, ImportedMethod>>;
    readonly errors?: JsonObject;
    readonly $defs?: Readonly<Record<string, JsonObject>>;
  };
  readonly service: string;
  readonly target: Points;
  readonly methods: readonly (Points & { readonly name: string })[];
  readonly leftOut: readonly string[];
  readonly disagreements: readonly string[];
  readonly notes: readonly string[];
}

export interface ImportedMethod {
  readonly description?: string;
  readonly kind?: string;
  readonly params?: readonly ImportedParam[];
  readonly additionalParams?: JsonObject;
  readonly result?: JsonObject;
  readonly errors?: readonly string[];
  readonly since?: string;
}

export interface ImportedParam {
  readonly name: string;
  readonly schema: JsonObject;
  readonly required?: boolean;
  readonly since?: string;
}

interface Points {
  readonly certain: readonly string[];
  readonly guessed: readonly string[];
  readonly missing: readonly string[];
}

/** Imports Python files in a folder of their own. */
export async function importFiles(
  files: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Imported> {
  enterProject(files);
  const { lines, errors } = await oslogen("import", ...words, "--json");
  assert.deepEqual(errors, []);
  const { services } = JSON.parse(lines.join("\n")) as { services: Imported[] };
  const [only] = services;
  assert.ok(only !== undefined && services.length === 1);
  return only;
}

/** Imports the methods of one endpoint class, written as the body of the class. */
export async function importMethods(body: string, before = ""): Promise<Imported> {
  const indented = body
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
  const target = 'target = messaging.Target(topic="stock", version="1.3")';
  const text = `import oslo_messaging as messaging\n${before}\n\nclass Stock:\n${indented}\n\n    ${target}\n`;
  return importFiles({ "stock.py": text }, "stock.py");
}

/** The method of that name. */
export function methodOf({ definition }: Imported, name: string): ImportedMethod {
  const method = definition.methods[name];
  assert.ok(method !== undefined, `${name} is missing`);
  return method;
}

/** The schema of a parameter. */
export function schemaOf(imported: Imported, method: string, param: string): JsonObject {
  const found = methodOf(imported, method).params?.find(({ name }) => name === param);
  assert.ok(found !== undefined, `${param} is missing`);
  return found.schema;
}
