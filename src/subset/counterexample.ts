import { getOrInsert } from "../collections/get-or-insert.js";
import { Definitions } from "../validation/definitions.js";
import { Mismatch } from "../validation/mismatch.js";
import { SchemaValidator } from "../validation/schema-validator.js";
import type { SchemaOf, SetDefinitions } from "./definitions.js";
import { accepts } from "./evaluate.js";
import { SameSchema } from "./same-schema.js";
import { first } from "./witness/part.js";
import { Refutations } from "./witness/refutations.js";
import { SearchEnds, Values } from "./witness/values.js";

/**
 * The depths to which values inside values are looked at, and the number of values tried for each. Differences near the
 * top are found before all that lies below them, and show themselves in small values.
 */
const SEARCHES = [
  { depth: 2, steps: 10_000 },
  { depth: 4, steps: 15_000 },
  { depth: 25, steps: 25_000 },
];
/** Values that are found and judged. */
const MOST_JUDGED = 300;
/** Of these the validator itself is asked where the comparison cannot tell. */
const MOST_ASKED = 40;

/**
 * Looks for a value that one schema accepts and the other refuses.
 *
 * @param places schemas of either side; only what they say is looked at
 */
export function counterexample(
  one: SchemaOf,
  other: SchemaOf,
  places?: ReadonlySet<unknown>,
): { readonly value: unknown } | undefined {
  const [inOne, inOther] = [new Judge(one), new Judge(other)];
  for (const value of candidates(one, other, places)) {
    if (inOther.accepts(value) === false && inOne.accepts(value) === true) return { value };
  }
  return undefined;
}

/** Values that the first schema may accept, and the other may refuse. */
export function* candidates(
  one: SchemaOf,
  other: SchemaOf,
  places?: ReadonlySet<unknown>,
): Generator<unknown> {
  const same = new SameSchema(one.definitions, other.definitions);
  const values = new Values();
  for (const { depth, steps } of SEARCHES) {
    const search = new Refutations(values, same, depth, places);
    values.allow(steps);
    try {
      yield* first(MOST_JUDGED, search.found([one], other));
    } catch (error) {
      if (!(error instanceof SearchEnds || error instanceof RangeError)) throw error;
    }
    if (!search.isCut) return;
  }
}

/** Says whether a schema accepts a value: by what is known of its keywords, or else by the validator that peers have. */
class Judge {
  readonly #side: SchemaOf;
  #validator: SchemaValidator | undefined;
  #left = MOST_ASKED;

  constructor(side: SchemaOf) {
    this.#side = side;
  }

  accepts(value: unknown): boolean | undefined {
    const { definitions, schema } = this.#side;
    const answer = accepts(definitions, schema, value);
    if (answer !== undefined || this.#left === 0) return answer;
    this.#left -= 1;
    this.#validator ??= new SchemaValidator(schema as boolean, validated(definitions));
    return !(this.#validator.acceptArriving(value) instanceof Mismatch);
  }
}

const known = new WeakMap<SetDefinitions, Definitions>();

function validated(definitions: SetDefinitions): Definitions {
  return getOrInsert(known, definitions, () => new Definitions({ service: "", $defs: definitions.byName() }));
}
