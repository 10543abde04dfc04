import { randomFillSync } from "node:crypto";

const ID_BYTES = 16;
const pool = Buffer.allocUnsafeSlow(ID_BYTES * 256);
let used = pool.length;

/** 32 hex digits nobody can guess, as Python's `uuid4().hex` are. Half the cost of a UUID without its dashes. */
export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return pool.toString("hex", used - ID_BYTES, used);
}
