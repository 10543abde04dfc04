#!/usr/bin/env bash
# Software: ajv 8.20.0 (npm), its class for JSON Schema 2020-12.
# Expected: JSON Schema 2020-12, Core: 10.2.2.1 (if): its annotations are collected also without then and else. 7.7.1.2
#   (annotations and assertions): a subschema that fails hands on none. 11.2 (unevaluatedItems): of an array's
#   items contains evaluates those alone that match.
# Seen: what an if alone evaluates is unevaluated; what an if that fails evaluates, beside an else, is evaluated; one
#   item that matches contains makes all of them evaluated. @hyperjump/json-schema says what is expected of each.
#     if alone: ajv refuses it, hyperjump takes it
#     if that fails: ajv takes it, hyperjump refuses it
#     contains: ajv takes it, hyperjump refuses it
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm ajv@8.20.0 @hyperjump/json-schema@1.18.0 @hyperjump/browser@1.3.1 <<'JS'
import { registerSchema, validate } from "@hyperjump/json-schema/draft-2020-12";
import { Ajv2020 } from "ajv/dist/2020.js";

const draft = "https://json-schema.org/draft/2020-12/schema";
const ofA = { properties: { a: { const: 1 } }, required: ["a"] };
const cases = [
  // name, schema, instance, what is expected
  ["if alone", { if: ofA, unevaluatedProperties: false }, { a: 1 }, true],
  [
    "if that fails",
    { if: ofA, else: { properties: { b: true } }, unevaluatedProperties: false },
    { a: 2, b: 1 },
    false,
  ],
  ["contains", { contains: { type: "string" }, unevaluatedItems: false }, ["a", 1], false],
];
const said = (isValid) => (isValid ? "takes it" : "refuses it");
let isStated = true;
for (const [index, [name, schema, instance, expected]] of cases.entries()) {
  const ajv = new Ajv2020({ strict: false }).compile(schema)(instance);
  const address = `https://schemas.example/${index}`;
  registerSchema(schema, address, draft);
  const { valid: hyperjump } = await validate(address, instance);
  console.log(`${name}: ajv ${said(ajv)}, hyperjump ${said(hyperjump)}`);
  isStated &&= ajv !== expected && hyperjump === expected;
}
if (!isStated) {
  console.log("CHANGED: ajv knows what is evaluated, or the other does not");
  process.exit(1);
}
console.log("as stated: ajv takes what is evaluated for unevaluated, and the other way round");
JS
