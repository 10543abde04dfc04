import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const ALLOWED = 100 * 1024 * 1024;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function used(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Takes the memory used now as the baseline; the function returned fails when it stays more than 100 MB above. Sockets
 * give back what they have read some time after they are gone.
 */
export function memoryBaseline(): () => Promise<void> {
  const before = used();
  return async () => {
    let grown = used() - before;
    for (let looked = 0; grown > ALLOWED && looked < 100; looked++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      grown = used() - before;
    }
    assert.ok(grown < ALLOWED, `memory has grown by ${Math.round(grown / 1024 / 1024)} MB`);
  };
}
