import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonObject } from "../../src/json/json-object.js";
import type { Random } from "../../test/support/random.js";
import { Instances } from "./instances.js";
import { MUTATIONS } from "./mutations.js";
import { replaced, type SchemaDefinitions, wander } from "./schema-walk.js";

/** Two ages of a schema, and a value that the first accepts and the second refuses, as ajv has it. */
export interface ProvenPair {
  readonly mutation: string;
  readonly place: string;
  readonly one: SchemaDefinitions;
  readonly other: SchemaDefinitions;
  readonly instance: unknown;
}

/** The name of the definition that is the document itself. */
export const ROOT = "root";
const TRIES = 80;

type Check = (value: unknown) => boolean;

/** Changes a document at random places, and yields the changes that a value proves. */
export function* provenPairs(
  definitions: SchemaDefinitions,
  random: Random,
  attempts: number,
): Generator<ProvenPair> {
  const before = checkOf(definitions);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = wander(definitions, ROOT, random);
    if (found === undefined) continue;
    const offered = Object.entries(MUTATIONS).flatMap(([mutation, change]) => {
      const schema = change(found.schema, random);
      return schema === undefined ? [] : [{ mutation, schema }];
    });
    if (offered.length === 0) continue;
    const { mutation, schema } = random.pick(offered);
    const changed = {
      ...definitions,
      [found.definition]: replaced(definitions[found.definition], found.path, schema),
    };
    const after = checkOf(changed);
    const place = [found.definition, ...found.path].join("/");
    for (const [one, other, accepts, refuses, hint] of [
      [definitions, changed, before, after, found.schema],
      [changed, definitions, after, before, schema],
    ] as const) {
      const instance = search(new Instances(one, random), found.steps, hint, accepts, refuses);
      if (instance === undefined) continue;
      yield { mutation, place, one, other, instance: instance.value };
      break;
    }
  }
}

function search(
  instances: Instances,
  steps: Parameters<Instances["around"]>[0],
  hint: JsonObject,
  accepts: Check,
  refuses: Check,
): { readonly value: unknown } | undefined {
  for (let index = 0; index < TRIES; index += 1) {
    const value = instances.around(steps, instances.of(hint));
    if (accepts(value) && !refuses(value)) return { value };
  }
  return undefined;
}

function checkOf(definitions: SchemaDefinitions): Check {
  const ajv = new Ajv2020({ strict: false, validateFormats: true, logger: false });
  addFormats.default(ajv);
  return ajv.compile({ $defs: definitions, $ref: `#/$defs/${ROOT}` });
}
