import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { emitService } from "../../generator/emit/service-files.js";
import { convertDocument } from "../../generator/import/json-schema/convert-schema.js";
import { loadService } from "../../src/definition/load-service.js";
import { UnreadableFile } from "../../src/definition/read-document.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { parseJson, stringifyJson } from "../../src/json/json.js";
import type { JsonObject } from "../../src/json/json-object.js";

/** A schema that was taken, or the reason why it was not. */
export type Taken =
  | { readonly how: "unchanged" | "imported"; readonly types: string }
  | { readonly how: "refused"; readonly reason: string };

/** Makes types of a schema: of the file as it is, or else of what import makes of it. */
export function takeSchema(file: string): Taken {
  try {
    return { how: "unchanged", types: typesOf(file, readFileSync) };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
  }
  try {
    return { how: "imported", types: typesOf(file, imported) };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const [first] = error.problems;
    return { how: "refused", reason: `${error.problems.length}: ${first?.pointer} ${first?.message}` };
  }
}

/** The file as import makes it. Those that it refers to have to be imported too. */
function imported(path: string): Buffer {
  const document = parseJson(readFileSync(path, "utf8").replace(/^\ufeff/, "")) as JsonObject;
  return Buffer.from(stringifyJson(convertDocument(document, new Map())));
}

function typesOf(file: string, read: (path: string) => Buffer): string {
  const service = join(dirname(file), "oslo-gen-definition.json");
  const definition = {
    ...{ service: "Figures", topic: "figures", version: "1.0" },
    methods: { m: { params: [{ name: "value", schema: { $ref: encodeURIComponent(basename(file)) } }] } },
  };
  const model = loadService(service, {
    readFile: (path) => {
      if (path === service) return Buffer.from(stringifyJson(definition));
      if (!existsSync(path)) throw new UnreadableFile("no such file");
      return read(path);
    },
  });
  const files = emitService(model, { version: "0", sourceFile: "s", importExtension: "js" });
  return files.find(({ name }) => name === "types.ts")?.text ?? "";
}
