import { it } from "node:test";
import { fuzzClients, fuzzRouter } from "../../hostile/support/fuzz.js";
import { Random } from "../../support/random.js";

for (const seed of [1, 2, 3, 4]) {
  it(`20,000 mutations of recorded traffic, seed ${seed}`, async (test) => {
    await fuzzRouter(test, new Random(seed), 15_000);
    await fuzzClients(test, new Random(seed), 5_000);
  });
}
