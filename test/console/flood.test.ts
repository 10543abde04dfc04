import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { CHROMIUM } from "../support/chromium.js";
import { useConsolePage } from "../support/console/console-page.js";
import { callLines, lookAt, notification } from "../support/console/scripted-lines.js";
import { needs } from "../support/peers.js";

/** Lines a minute that the page has to stay usable at. */
const LINES = 10_000;
const STEPS = 240;
const STEP_MS = 250;
/** Elements of the traffic view, whatever has come. */
const MOST_ELEMENTS = 1_500;

const OBSERVE = `
  globalThis.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask", buffered: false });`;

describe("10,000 messages a minute in the console's page", needs(CHROMIUM), () => {
  const opened = useConsolePage();

  it("leave it usable and as small as before", async (t) => {
    const { page, console: served } = opened;
    await opened.goTo("Traffic");
    await page.evaluate(OBSERVE);
    const perStep = Math.ceil(LINES / 2 / STEPS);
    let number = 0;
    for (let step = 0; step < STEPS; step += 1) {
      for (let each = 0; each < perStep; each += 1) served.backend.traffic(callLines(number++));
      served.backend.notifications([notification(step)]);
      if (step % 8 === 0) served.backend.load(lookAt(Date.now(), step));
      if (step === 40) await page.getByRole("searchbox", { name: "Text" }).fill("doubled");
      if (step === 80) await page.getByRole("searchbox", { name: "Text" }).fill("");
      if (step === 120) await page.getByRole("listbox").press("ArrowUp");
      await pause(STEP_MS);
    }
    // Pairs of calls and replies are one row; the page keeps the newest.
    await page.getByText(/^5000 rows/).waitFor();
    const durations = await page.evaluate<number[]>("tasks");
    durations.sort((left, right) => left - right);
    const p95 = durations[Math.floor(durations.length * 0.95)] ?? 0;
    const elements = await page.evaluate<number>("document.querySelectorAll('*').length");
    const heap = await page.evaluate<number>("performance.memory.usedJSHeapSize");
    t.diagnostic(
      `${2 * number} lines: ${durations.length} tasks over 50 ms, p95 ${Math.round(p95)} ms; ${elements} elements, ${Math.round(heap / 1e6)} MB`,
    );
    assert.ok(elements < MOST_ELEMENTS, `${elements} elements`);
    assert.deepEqual(opened.complaints, []);
  });

  it("that come faster than they are taken are counted", async () => {
    const { page, console: served } = opened;
    await page.getByRole("button", { name: "Clear" }).click();
    for (let number = 0; number < LINES; number += 1) served.backend.traffic(callLines(number));
    await page.getByText(/\d+ lost: they came faster than this page took them/).waitFor();
  });
});
