import type { SchemaOf } from "../definitions.js";
import { first, interleave, shapesOf } from "./part.js";
import { SearchEnds, Values } from "./values.js";

const MOST_SAMPLES = 40;
const MOST_STEPS = 5000;

/** Values that a schema may accept, of each kind some. */
export function samplesOf(one: SchemaOf): readonly unknown[] {
  const values = new Values();
  values.allow(MOST_STEPS);
  const found: unknown[] = [];
  try {
    const shapes = [...shapesOf([one])].map((shape) => values.ofShape(shape));
    for (const value of first(MOST_SAMPLES, interleave(shapes))) found.push(value);
  } catch (error) {
    if (!(error instanceof SearchEnds)) throw error;
  }
  return found;
}
