import type { JsonObject } from "../json/json-object.js";
import { readPackageFile } from "../package/package-file.js";

let loaded: JsonObject | undefined;

/** The metaschema of service definitions, which the package ships for editors too. */
export function metaschema(): JsonObject {
  loaded ??= JSON.parse(readPackageFile("schemas/oslo-service.schema.json")) as JsonObject;
  return loaded;
}
