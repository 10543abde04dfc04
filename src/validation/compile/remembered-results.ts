import { getOrInsert } from "../../collections/get-or-insert.js";
import { checkNumber, countVisit, isLongCheck } from "../visit-budget.js";

/**
 * The results of a definition for the objects and arrays in one value, while that is checked: of several alternatives
 * each asks it about the same ones, and so do the alternatives around those, so that without this every level of a value
 * doubles what there is to do.
 */
export class RememberedResults {
  #check = -1;
  #results = new WeakMap<object, boolean>();

  /** The result for a value, by the check where it is not known. Values do not change while they are checked. */
  of(value: unknown, check: (value: unknown) => boolean): boolean {
    const isKept = typeof value === "object" && value !== null;
    if (this.#check !== checkNumber()) {
      this.#check = checkNumber();
      this.#results = new WeakMap();
    }
    const known = isKept ? this.#results.get(value) : undefined;
    if (known !== undefined) return known;
    countVisit();
    const result = check(value);
    // A small value is checked faster than it is remembered.
    if (isKept && isLongCheck()) this.#results.set(value, result);
    return result;
  }
}

const byDefinition = new WeakMap<object, RememberedResults>();

/** The results of a definition, which all that is compiled of it share. */
export function resultsOf(definition: object): RememberedResults {
  return getOrInsert(byDefinition, definition, () => new RememberedResults());
}
