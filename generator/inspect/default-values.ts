import type { JsonSchema } from "../../src/definition/descriptor.js";
import { joinPointer } from "../../src/definition/json-pointer.js";
import type { Problems } from "../../src/definition/problems.js";
import { refsOf, rewriteRefs } from "../../src/definition/rewrite-refs.js";
import type { SchemaLibrary } from "../../src/definition/schema-library.js";
import { DefaultFiller } from "../../src/validation/default-filler.js";
import { Definitions } from "../../src/validation/definitions.js";
import { Mismatch } from "../../src/validation/mismatch.js";
import { SchemaValidator } from "../../src/validation/schema-validator.js";

/**
 * Reports each `default` that its own schema refuses. A server fills it in and then checks it as if a client had sent
 * it, so that whoever relies on it would get an error. The schemas must be found right before.
 */
export function checkDefaults(library: SchemaLibrary, problems: Problems): void {
  const placed = library.schemas.filter(({ schema }) => Object.hasOwn(schema, "default"));
  if (placed.length === 0) return;
  const numbers = new Map([...library.entries].map(({ key }, number) => [key, String(number)]));
  const refs = refsOf(library, (key) => numbers.get(key) ?? "");
  const $defs = Object.fromEntries(
    [...library.entries].map((entry) => [numbers.get(entry.key), rewriteRefs(entry.schema, entry, refs)]),
  );
  const definitions = new Definitions({ service: "", $defs });
  for (const place of placed) {
    const { file, pointer, schema } = place;
    const mismatch = defaultMismatch(rewriteRefs(schema, place, refs), schema.default, definitions);
    if (mismatch === undefined) continue;
    const where = mismatch.pointer === "" ? "" : `${mismatch.pointer} `;
    const message = `does not fit its schema: ${where}${mismatch.expected}`;
    problems.add(file, joinPointer(pointer, "default"), message, "default-misfit");
  }
}

/** Why a schema refuses its own `default`, when it does. */
export function defaultMismatch(
  schema: JsonSchema,
  value: unknown,
  definitions: Definitions,
): Mismatch | undefined {
  const validator = new SchemaValidator(schema, definitions);
  if (new DefaultFiller(schema, definitions, validator).own() !== undefined) return undefined;
  const accepted = validator.acceptArriving(value);
  return accepted instanceof Mismatch ? accepted : undefined;
}
