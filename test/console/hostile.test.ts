import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallAnswer } from "../../src/console/api.js";
import { CHROMIUM, sidewaysPixels } from "../support/chromium.js";
import { useConsolePage } from "../support/console/console-page.js";
import { resultOf } from "../support/console/scripted-backend.js";
import { callLines, lookAt, notification } from "../support/console/scripted-lines.js";
import { EVIL } from "../support/console/scripted-service.js";
import { needs } from "../support/peers.js";

/** Elements that a page has at most, whatever peers send. */
const MOST_ELEMENTS = 12_000;
const MIB = 1024 * 1024;

const RESULTS: readonly (readonly [string, string, boolean])[] = [
  ["a million items", `[${"0,".repeat(MIB / 2)}`, true],
  ["deep nesting", "[".repeat(100_000), true],
  ["a megabyte in one string", `"${"x".repeat(MIB - 2)}"`, false],
  [
    "a thousand members",
    `{${Array.from({ length: 1_000 }, (_, at) => `"${at}":{"a":[]}`).join(",")}}`,
    false,
  ],
  ["markup", JSON.stringify({ [EVIL]: EVIL }), false],
  ["members of every object", '{"__proto__":{"constructor":null},"hasOwnProperty":1}', false],
  ["no JSON", '}}]],,"unfinished\\', true],
  ["nothing", "", true],
];

describe("what peers send to the console's page", needs(CHROMIUM), () => {
  const opened = useConsolePage();
  const elements = () => opened.page.evaluate<number>("document.querySelectorAll('*').length");
  const isUnharmed = async (what: string) => {
    assert.ok((await elements()) < MOST_ELEMENTS, `${what}: ${await elements()} elements`);
    assert.equal(await opened.page.locator("#app img, #app script").count(), 0, what);
    assert.notEqual(await opened.page.title(), "ran", what);
    assert.equal(await sidewaysPixels(opened.page), 0, what);
    assert.deepEqual(opened.complaints, [], what);
  };

  it("as results is shown in parts", async () => {
    const { page, console: served } = opened;
    await opened.goToMethod("start");
    for (const [what, text, truncated] of RESULTS) {
      served.backend.onCall = () =>
        truncated ? { ...resultOf(""), outcome: "result", result: { text, truncated } } : resultOf(text);
      await page.getByRole("button", { name: "Call", exact: true }).click();
      await page.getByText("taken after 2.00 ms").waitFor();
      await isUnharmed(what);
      const more = page.getByRole("button", { name: /^Show 1000 more lines$/ });
      if ((await more.count()) > 0) await more.click();
      const whole = page.getByRole("button", { name: /show all \d+ characters/ });
      if ((await whole.count()) > 0) await whole.click();
      await isUnharmed(`${what}, with more`);
    }
  });

  it("as errors is shown with the end of the traceback first", async () => {
    const { page, console: served } = opened;
    const failure: CallAnswer = {
      outcome: "error",
      error: {
        class: EVIL,
        module: EVIL,
        message: EVIL.repeat(100),
        traceback: Array.from({ length: 5_000 }, (_, at) => `  line ${at} ${EVIL}\n`),
        problems: [{ pointer: `/${EVIL}`, message: EVIL }],
      },
      timing: { sent: 1, answered: 0 },
    };
    served.backend.onCall = () => failure;
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByText("Traceback", { exact: true }).click();
    await page.getByText("line 4999").waitFor();
    await page.getByRole("button", { name: "Show 4900 earlier entries" }).click();
    await isUnharmed("an error");
  });

  it("as traffic, notifications and load is text", async () => {
    const { page, console: served } = opened;
    const line = callLines(0)[0];
    assert.ok(line);
    const hostile = { topic: EVIL, method: EVIL, server: EVIL, caller: EVIL, requestId: EVIL, callId: EVIL };
    await opened.goTo("Traffic");
    served.backend.traffic([
      { ...line, ...hostile, values: { text: `[${"[".repeat(50_000)}`, truncated: true } },
      { ...hostile, id: 2, time: -1, kind: "reply", outcome: "error", error: EVIL, duration: -5 },
    ]);
    await page.getByRole("listbox").getByRole("option").click();
    await page.getByRole("complementary", { name: "details" }).getByText("Failure").waitFor();
    await isUnharmed("traffic");

    await opened.goTo("Notifications");
    const text = JSON.stringify({ [EVIL]: [EVIL] });
    served.backend.notifications([
      notification(1, { eventType: EVIL, publisherId: EVIL, priority: EVIL, topic: EVIL, values: { text } }),
    ]);
    await page.getByRole("listbox").getByRole("option").click();
    await isUnharmed("a notification");

    await opened.goTo("Load");
    const look = lookAt(Date.now(), 1e308);
    const rows = Array.from({ length: 2_000 }, (_, at) => ({
      ...look.methods[0],
      server: `${EVIL}${at}`,
      method: EVIL,
    }));
    served.backend.load({
      ...look,
      methods: rows as typeof look.methods,
      running: rows.map(() => ({ topic: EVIL, server: EVIL, method: EVIL, seconds: 1e12, caller: EVIL })),
      problems: [{ topic: EVIL, message: EVIL }],
    });
    await page.getByText("and 1900 more", { exact: true }).waitFor();
    await isUnharmed("load");
  });
});
