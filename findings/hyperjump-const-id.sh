#!/usr/bin/env bash
# Software: @hyperjump/json-schema 1.18.0 (npm), with ajv 8.20.0 beside it.
# Expected: JSON Schema 2020-12, Validation, 6.1.2 and 6.1.3 (enum, const): their values are JSON of any kind, not
#   schemas; Core, 8.2.1 ($id): it identifies a schema resource. So a value with a member $id is compared as it stands.
# Seen: it is taken out as a schema of its own, so that the very same value is refused. A member of any other name makes
#   no difference.
#     const {"id":"urn:x:a"}: hyperjump takes it, ajv takes it
#     const {"$id":"urn:x:a"}: hyperjump refuses it, ajv takes it
#     enum [{"$id":"urn:x:a"}]: hyperjump refuses it, ajv takes it
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm @hyperjump/json-schema@1.18.0 @hyperjump/browser@1.3.1 ajv@8.20.0 <<'JS'
import { registerSchema, validate } from "@hyperjump/json-schema/draft-2020-12";
import { Ajv2020 } from "ajv/dist/2020.js";

const draft = "https://json-schema.org/draft/2020-12/schema";
const plain = { id: "urn:x:a" };
const named = { $id: "urn:x:a" };
const cases = [
  ["const", plain, plain, true],
  ["const", named, named, false],
  ["enum", [named], named, false],
];
const said = (isValid) => (isValid ? "takes it" : "refuses it");
let isStated = true;
for (const [index, [keyword, value, instance, stated]] of cases.entries()) {
  const schema = { [keyword]: value };
  const ajv = new Ajv2020().compile(schema)(instance);
  const address = `https://schemas.example/${index}`;
  registerSchema(structuredClone(schema), address, draft);
  const { valid: hyperjump } = await validate(address, instance);
  console.log(`${keyword} ${JSON.stringify(value)}: hyperjump ${said(hyperjump)}, ajv ${said(ajv)}`);
  isStated &&= hyperjump === stated && ajv;
}
if (!isStated) {
  console.log("CHANGED: a value with a member $id is compared as it stands, or ajv refuses it");
  process.exit(1);
}
console.log("as stated: a value with a member $id is not equal to itself");
JS
