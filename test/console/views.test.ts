import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessibilityViolations, CHROMIUM, DESKTOP, PHONE, sidewaysPixels } from "../support/chromium.js";
import { useConsolePage } from "../support/console/console-page.js";
import { resultOf } from "../support/console/scripted-backend.js";
import { callLines, lookAt, notification } from "../support/console/scripted-lines.js";
import { needs } from "../support/peers.js";

/** The words for what has the focus; the body has it behind the last element. */
const FOCUSED_LABEL = `((element) => element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ??
  (element === document.body ? "" : element.textContent))(document.activeElement)`;

describe("each view of the console", needs(CHROMIUM), () => {
  const opened = useConsolePage();

  it("breaks no rule of accessibility at any size and in any colours, filled and with its details", async () => {
    const { page, console: served } = opened;
    served.backend.onCall = () => resultOf('{"list":[1,{}]}');
    for (let number = 0; number < 100; number += 1) served.backend.traffic(callLines(number));
    served.backend.notifications([notification(1), notification(2, { priority: "ERROR" })]);
    served.backend.load(lookAt(Date.now(), 12));
    const row = page.getByRole("listbox").getByRole("option").last();
    const showTab = async (name: string) => {
      await opened.goToMethod("start");
      await page.getByRole("tab", { name }).click();
    };
    const views: readonly (readonly [string, () => Promise<void>])[] = [
      ["a service", async () => await page.locator("a.service").first().click()],
      [
        "a method",
        async () => {
          await opened.goToMethod("start");
          for (const name of ["how", "tags", "when", "labels", "secret", "extra"]) {
            const send = page.getByRole("checkbox", { name: `send ${name}` });
            await send.check();
          }
          await page.getByRole("button", { name: "Add item" }).click();
          await page.getByRole("textbox", { name: "speed", exact: true }).fill("0");
          await page.getByText("1 problem").waitFor();
          await page.getByRole("button", { name: "Call", exact: true }).click();
          await page.getByText("answered after").waitFor();
        },
      ],
      ["history", () => showTab("History")],
      ["snippets", () => showTab("Copy as")],
      ["returns", () => showTab("Returns")],
      ["traffic", async () => opened.goTo("Traffic").then(() => row.click())],
      ["notifications", async () => opened.goTo("Notifications").then(() => row.click())],
      ["load", async () => opened.goTo("Load")],
    ];
    for (const viewport of [DESKTOP, PHONE]) {
      for (const colorScheme of ["dark", "light"] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        for (const [view, show] of views) {
          await opened.goTo("Services");
          await show();
          const place = `${view}, ${colorScheme}, ${viewport.width} pixels`;
          assert.equal(await sidewaysPixels(page), 0, place);
          assert.deepEqual(await accessibilityViolations(page), [], place);
          if (view === "a method") await page.getByRole("button", { name: "Reset" }).click();
        }
      }
    }
    assert.deepEqual(opened.complaints, []);
  });

  it("says that its server is slow, and shows what comes in the end", async () => {
    const { page, console: served } = opened;
    await page.setViewportSize(DESKTOP);
    let answer = () => {};
    served.backend.delay = new Promise((resolve) => {
      answer = resolve;
    });
    await page.goto(`${page.url().split("#")[0]}#services`);
    await opened.reload();
    await page.getByText("Services: the servers have not answered yet; still waiting.").waitFor();
    for (const view of ["Traffic", "Notifications", "Load"]) {
      await opened.goTo(view);
      await page.getByRole("region", { name: view.toLowerCase() }).waitFor();
    }
    await opened.goTo("Services");
    answer();
    await opened.goToMethod("start");
    served.backend.delay = new Promise((resolve) => {
      answer = resolve;
    });
    await page.getByRole("textbox", { name: "speed", exact: true }).fill("3");
    await page.getByText("Not checked yet: the console does not answer so far.").waitFor();
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByText(/Waiting for the answer, [\d.]+ s so far/).waitFor();
    answer();
    await page.getByText("answered after").waitFor();
  });

  it("is used by the keyboard alone", async () => {
    const { page, console: served } = opened;
    served.backend.onCall = () => resultOf('{"list":[1,{}]}');
    await page.goto(`${page.url().split("#")[0]}#services`);
    await opened.reload();
    await page.getByRole("link", { name: /^start / }).waitFor();
    /** Presses Tab until something has the focus. */
    const tabTo = async (name: string | RegExp) => {
      for (let count = 0; count < 120; count += 1) {
        await page.keyboard.press("Tab");
        const label = String(await page.evaluate(FOCUSED_LABEL));
        if (typeof name === "string" ? label === name : name.test(label)) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await tabTo(/^startcall/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "start" }).waitFor();
    await tabTo("speed");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("12");
    await tabTo("send how");
    await page.keyboard.press("Space");
    await tabTo("mode");
    await page.keyboard.press("ArrowDown");
    await tabTo("Call");
    await page.keyboard.press("Enter");
    await page.getByText("answered after").waitFor();
    assert.match(
      served.backend.requests.at(-1)?.arguments ?? "",
      /"speed": 12,\s+"how": \{\s+"mode": "slow"/,
    );
    await tabTo("Result");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: /result/ }).waitFor();

    await opened.reload();
    await tabTo("Traffic");
    await page.keyboard.press("Enter");
    for (let number = 0; number < 40; number += 1) served.backend.traffic(callLines(number));
    await page.getByText("40 rows").waitFor();
    await tabTo("requests");
    await page.keyboard.press("Home");
    await page.getByText('"number": 0').waitFor();
    await page.keyboard.press("PageDown");
    await page.keyboard.press("End");
    await page.getByText('"number": 39').waitFor();
    await tabTo("close the details");
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "details" }).waitFor({ state: "detached" });
    assert.deepEqual(opened.complaints, []);
  });
});
