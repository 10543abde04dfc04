import { type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import { readPackageFile } from "../package/package-file.js";

let loaded: JsonObject | undefined;
let keywords: ReadonlySet<string> | undefined;

/** The metaschema's file as it is installed. */
export function metaschemaText(): string {
  return readPackageFile("schemas/oslo-service.schema.json");
}

/** The metaschema of service definitions, which the package ships for editors too. */
export function metaschema(): JsonObject {
  loaded ??= JSON.parse(metaschemaText()) as JsonObject;
  return loaded;
}

/** The keywords that schemas have a use for, here or for whoever reads them. */
export function schemaKeywords(): ReadonlySet<string> {
  const schema = memberOf(metaschema().$defs, "schema");
  keywords ??= new Set(membersOf(memberOf(schema, "properties")).map(([name]) => name));
  return keywords;
}
