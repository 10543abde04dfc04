import assert from "node:assert/strict";
import { test } from "node:test";
import { leastBusy, roundRobin } from "../../../src/router/choose.js";
import type { Outlet } from "../../../src/router/outlet.js";

/** Receivers as they are seen by a choice, which count how often one looks at them. */
function receivers(all: readonly { readonly outstanding: number; readonly ready?: boolean }[]) {
  let looks = 0;
  const outlets = all.map(({ outstanding, ready = true }) => ({
    ready,
    get outstanding() {
      looks += 1;
      return outstanding;
    },
  })) as unknown as Outlet[];
  return { outlets, looks: () => looks };
}

test("the least busy receiver that can take a message gets it", () => {
  const { outlets } = receivers([
    { outstanding: 3 },
    { outstanding: 1, ready: false },
    { outstanding: 2 },
    { outstanding: 2 },
  ]);
  assert.equal(leastBusy(outlets, 0), 2);
  assert.equal(leastBusy(outlets, 3), 3, "equals take turns");
  assert.equal(leastBusy(receivers([{ outstanding: 0, ready: false }]).outlets, 0), -1);
});

test("a message costs no more where very many receivers are busy", () => {
  const { outlets, looks } = receivers(Array.from({ length: 10_000 }, () => ({ outstanding: 5 })));
  assert.equal(leastBusy(outlets, 9_990), 9_990);
  assert.ok(looks() < 300, `${looks()} looks`);
});

test("the only receiver that can take a message is found among very many", () => {
  const all = Array.from({ length: 1_000 }, (_, index) => ({ outstanding: 5, ready: index === 700 }));
  for (const choose of [leastBusy, roundRobin]) assert.equal(choose(receivers(all).outlets, 710), 700);
});
