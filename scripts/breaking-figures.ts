// How often `oslo-gen breaking` cannot tell, on schemas that others wrote:
//
//   npm run figures:breaking -- FOLDER [COUNT] [SEED]
//
// FOLDER has JSON Schemas somewhere below it, as the node_modules of tools have. Each schema is changed at random places
// in ways that people change schemas; a change counts when ajv has a value that one age accepts and the other
// refuses. The comparison then has to say so too: "yes" would be wrong, and "unknown" is what is counted.
import { inspect } from "node:util";
import { isSubset } from "../src/subset/compare-schemas.js";
import { SetDefinitions } from "../src/subset/definitions.js";
import { Random } from "../test/support/random.js";
import { type ProvenPair, provenPairs, ROOT } from "./breaking-figures/proven-pairs.js";
import { schemasBelow } from "./breaking-figures/read-schemas.js";

const [folder, count = "400", seed = "1"] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder with JSON Schemas below it");

const random = new Random(Number(seed));
const schemas = [...schemasBelow(folder)];
const each = Math.max(2, Math.ceil((Number(count) / schemas.length) * 1.6));
const answers = { yes: 0, no: 0, unknown: 0 };
const unknown = new Map<string, number>();
let slowest = 0;
for (const { file, definitions } of schemas) {
  for (const pair of pairsOf(file, definitions)) {
    const [one, other] = [side(pair.one), side(pair.other)];
    const start = process.cpuUsage().user;
    const { answer } = isSubset(one, other);
    const took = (process.cpuUsage().user - start) / 1000;
    slowest = Math.max(slowest, took);
    answers[answer] += 1;
    if (answer === "no" && took < 1000) continue;
    unknown.set(pair.mutation, (unknown.get(pair.mutation) ?? 0) + (answer === "no" ? 0 : 1));
    const shown = inspect(pair.instance, { depth: 9, breakLength: Number.POSITIVE_INFINITY }).slice(0, 200);
    console.log(`${answer} ${took.toFixed(0)} ms ${file} ${pair.place}: ${pair.mutation}; ${shown}`);
  }
}
const total = answers.yes + answers.no + answers.unknown;
console.log(unknown);
console.log(
  `${schemas.length} schemas, ${total} changes: ${answers.yes} wrong, ${answers.unknown} cannot tell (${((100 * answers.unknown) / total).toFixed(1)} %), slowest ${slowest.toFixed(0)} ms`,
);

function pairsOf(file: string, definitions: ProvenPair["one"]): ProvenPair[] {
  try {
    return [...provenPairs(definitions, random, each)];
  } catch (error) {
    console.error(`${file}: left out: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function side(definitions: ProvenPair["one"]) {
  const list = Object.entries(definitions).map(([name, schema]) => ({ name, schema: schema as boolean }));
  return { schema: { $ref: `#/$defs/${ROOT}` }, definitions: new SetDefinitions(list) };
}
