import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../json/json-object.js";

const NAME = "schemas/oslo-service.schema.json";

/** The package's root as seen from the source and from dist. */
const ROOTS = ["../../", "../../../"];

let loaded: JsonObject | undefined;

/** The metaschema of service definitions, which the package ships for editors too. */
export function metaschema(): JsonObject {
  loaded ??= JSON.parse(readFileSync(metaschemaPath(), "utf8")) as JsonObject;
  return loaded;
}

function metaschemaPath(): string {
  const candidates = ROOTS.map((root) => fileURLToPath(new URL(root + NAME, import.meta.url)));
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`The installation is incomplete: ${NAME} is missing`);
  return path;
}
