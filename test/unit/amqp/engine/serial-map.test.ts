import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SerialMap } from "../../../../src/amqp/engine/delivery.js";
import { propertyRuns } from "../../../support/property-runs.js";

/** Near the end of the numbers, so that they wrap. */
const serial = fc.integer({ min: -300, max: 300 }).map((id) => id >>> 0);
const anywhere = fc.oneof(serial, fc.integer({ min: 0, max: 0xffff_ffff }));

type Step = { set: number } | { delete: number } | { first: number; last: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ set: serial }) },
    { weight: 4, arbitrary: fc.record({ delete: serial }) },
    { weight: 2, arbitrary: fc.record({ first: anywhere, last: anywhere }) },
  ),
  { maxLength: 300 },
);

test("what a range takes is what is in it, each once, whatever has come and gone before", () => {
  fc.assert(
    fc.property(steps, (steps) => {
      const map = new SerialMap<number>();
      const expected = new Set<number>();
      for (const step of steps) {
        if ("set" in step) {
          map.set(step.set, step.set);
          expected.add(step.set);
        } else if ("delete" in step) {
          assert.equal(map.delete(step.delete), expected.delete(step.delete));
        } else {
          const span = (step.last - step.first) >>> 0;
          const within = [...expected].filter((id) => (id - step.first) >>> 0 <= span);
          const taken: number[] = [];
          map.takeRange(step.first, step.last, (id) => taken.push(id));
          assert.deepEqual(taken.sort(), within.sort());
          for (const id of within) expected.delete(id);
        }
        assert.equal(map.size, expected.size);
      }
    }),
    { numRuns: propertyRuns(500) },
  );
});

test("what is taken out meanwhile is not given, and what comes meanwhile stays", () => {
  const map = new SerialMap<number>();
  for (let id = 0; id < 100; id++) map.set(id, id);
  const taken: number[] = [];
  map.takeRange(0, 99, (id) => {
    taken.push(id);
    map.delete(id + 1);
    map.set(id + 1_000, id);
  });
  assert.deepEqual(
    taken,
    Array.from({ length: 50 }, (_, half) => 2 * half),
  );
  assert.equal(map.size, 50);
  let left = 0;
  map.takeRange(0, 0xffff_ffff, () => {
    left += 1;
  });
  assert.deepEqual([left, map.size], [50, 0]);
});

test("ranges that take nothing cost next to nothing, however many entries there are", () => {
  const map = new SerialMap<number>();
  for (let id = 0; id < 100_000; id++) if (id < 10 || id > 50_000) map.set(id, id);
  const begun = performance.now();
  for (let round = 0; round < 20_000; round++) {
    map.takeRange(200_000, 0x8000_0000, () => assert.fail());
    map.takeRange(10, 50_000, () => assert.fail());
  }
  // Looking at every entry each time takes minutes.
  assert.ok(performance.now() - begun < 10_000);
});

test("entries that go and come again cost no more than others", () => {
  const map = new SerialMap<number>();
  for (let id = 0; id < 20_000; id++) map.set(id, id);
  map.takeRange(50_000, 0x8000_0000, () => assert.fail());
  const begun = performance.now();
  for (let round = 0; round < 10; round++) {
    for (let id = 0; id < 20_000; id++) {
      map.delete(id);
      map.set(id, id);
    }
  }
  // With each of them standing in the index twice it takes minutes.
  assert.ok(performance.now() - begun < 10_000);
});

test("whoever chooses which of the entries stay does not choose where they stand", () => {
  const [all, bits] = [16_000, 15];
  // Of numbers that are scattered by the golden ratio alone, those of an eighth of the table.
  const inRow = (id: number) => Math.imul(id, 0x9e37_79b1) >>> (32 - bits) < all / 8;
  const cost = (stays: (id: number) => boolean) => {
    const map = new SerialMap<number>();
    const begun = process.cpuUsage();
    let id = 0;
    for (let left = 16 * all; left > 0; left -= 1) {
      map.set(id, id);
      if (map.size > all || !stays(id)) map.delete(id);
      id += 1;
    }
    const { user, system } = process.cpuUsage(begun);
    return user + system;
  };
  const usual = cost((id) => id % 16 === 0);
  const chosen = cost(inRow);
  // Standing in one row, they take over a hundred times as long.
  assert.ok(chosen < 10 * usual + 500_000, `${chosen / 1e6} s of CPU, and ${usual / 1e6} s otherwise`);
});
