import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { CHROMIUM } from "../support/chromium.js";
import { useConsolePage } from "../support/console/console-page.js";
import { callLines, lookAt, notification } from "../support/console/scripted-lines.js";
import { needs } from "../support/peers.js";

/** Lines a minute that the page has to stay usable at. */
const LINES = 10_000;
const STEP_MS = 250;
const STEPS = 120;
/** Rows that the page keeps, and pairs of lines in which they come at first. */
const ROWS = 5_000;
const AT_FIRST = 250;
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
    let number = 0;
    const pass = (pairs: number) => {
      for (let each = 0; each < pairs; each += 1) served.backend.traffic(callLines(number++));
    };
    // Each change costs the most when there is no room for another row.
    while (number < ROWS) {
      pass(AT_FIRST);
      await page.getByText(new RegExp(`^${number} rows`)).waitFor();
    }
    await page.evaluate(OBSERVE);
    const perStep = Math.ceil((LINES / 2) * (STEP_MS / 60_000));
    for (let step = 0; step < STEPS; step += 1) {
      pass(perStep);
      served.backend.notifications([notification(step)]);
      if (step % 8 === 0) served.backend.load(lookAt(Date.now(), step));
      if (step === 20) await page.getByRole("searchbox", { name: "Text" }).fill("doubled");
      if (step === 60) await page.getByRole("searchbox", { name: "Text" }).fill("");
      if (step === 80) await page.getByRole("listbox").press("ArrowUp");
      await pause(STEP_MS);
    }
    await page.getByText(new RegExp(`^${ROWS} rows`)).waitFor();
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
