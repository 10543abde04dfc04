import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallAnswer } from "../../../src/console/api.js";
import { accessibilityViolations, CHROMIUM, DESKTOP, PHONE, sidewaysPixels } from "../../support/chromium.js";
import { useConsolePage } from "../../support/console/console-page.js";
import { resultOf } from "../../support/console/scripted-backend.js";
import { callLines, lookAt, notification } from "../../support/console/scripted-lines.js";
import { needs } from "../../support/peers.js";

const DARK = "rgb(20, 24, 31)";
const LIGHT = "rgb(255, 255, 255)";
/** The first view, as it is transferred where nothing is compressed. */
const MOST_BYTES = 200_000;

// One page, which each test goes on with.
describe("the console in a browser", needs(CHROMIUM), () => {
  const opened = useConsolePage();
  const background = () => opened.page.evaluate("getComputedStyle(document.body).backgroundColor");

  it("opens by its link with few bytes, and shows services and their methods", async (t) => {
    const { page, console: served } = opened;
    await page
      .getByRole("link", { name: /^start/ })
      .first()
      .waitFor();
    const whole = await served.bytes("");
    t.diagnostic(`first view: ${whole} bytes, ${await served.bytes("br")} compressed`);
    assert.ok(whole < MOST_BYTES, `${whole} bytes`);
    const ready = await page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive");
    t.diagnostic(`interactive after ${Math.round(Number(ready))} ms`);
    assert.ok(!page.url().includes("token"));
    await page.getByText("amqp://guest:***@127.0.0.1:5672").waitFor();
    await page.getByText("connected").waitFor();
    await page.getByRole("cell", { name: "host-a" }).waitFor();
    const menu = page.getByRole("navigation", { name: "services and methods" });
    await page.keyboard.press("/");
    await page.keyboard.type("stop");
    assert.deepEqual(await menu.locator("a.method code").allTextContents(), ["stop", "stop"]);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("search");
    await menu.getByRole("link", { name: "search call" }).click();
    await page.getByRole("heading", { level: 1, name: "search" }).waitFor();
    await page.getByRole("searchbox", { name: "filter services and methods" }).fill("");
    await menu.locator("a.service").first().click();
    await menu.getByRole("link", { name: /^start / }).waitFor();
    assert.equal(await menu.locator("a.method").count(), 4);
    await menu.getByText("Topics without a definition").click();
    await menu.getByText("other (nova): no definition is known").waitFor();
  });

  it("checks arguments as they are typed, in the form and in the JSON beside it", async () => {
    const { page } = opened;
    await opened.goToMethod("start");
    const speed = page.getByRole("textbox", { name: "speed", exact: true });
    const json = page.getByRole("textbox", { name: "JSON", exact: true });
    await speed.fill("0");
    await page.locator(".field .problems").getByText("must be >= 1").waitFor();
    assert.equal(await speed.getAttribute("aria-invalid"), "true");
    await speed.fill("9007199254740993");
    await page.getByText("1 problem").waitFor({ state: "detached" });
    assert.match(await json.inputValue(), /"speed": 9007199254740993/);

    await page.getByRole("checkbox", { name: "send how" }).check();
    await page.getByRole("combobox", { name: "mode" }).selectOption("slow");
    await page.getByRole("checkbox", { name: "send tags" }).check();
    await page.getByRole("button", { name: "Add item" }).click();
    await page.getByRole("textbox", { name: "0" }).fill("a");
    await page.getByRole("checkbox", { name: "send when" }).check();
    await page.getByRole("combobox", { name: "when" }).selectOption({ label: "integer" });
    await page.getByRole("textbox", { name: "value" }).fill("12");
    await page.getByRole("checkbox", { name: "send labels" }).check();
    await page.getByRole("textbox", { name: "name of a further member" }).fill("__proto__");
    await page.keyboard.press("Enter");
    assert.deepEqual((await json.inputValue()).replace(/\s/g, ""), ARGUMENTS);

    await json.fill('{"speed": ');
    await page.getByText(/a value expected, the end found/).waitFor();
    assert.ok(await page.getByRole("button", { name: "Call", exact: true }).isDisabled());
    await json.fill('{"speed": 5, "extra": [1, {"a": null}], "else": 1}');
    await page.locator(".verdict").getByText("1 problem").waitFor();
    assert.equal(await speed.inputValue(), "5");
    await page.getByRole("combobox", { name: "fill in an example" }).selectOption({ label: "large number" });
    assert.equal(await speed.inputValue(), "9007199254740993");
    await page.getByText("1 problem").waitFor({ state: "detached" });
  });

  it("calls, shows result and times, and has each request in its history", async () => {
    const { page, console: served } = opened;
    const { backend } = served;
    backend.onCall = () => resultOf('{"exact":9007199254740993,"list":[1,{}]}');
    await page.getByRole("combobox", { name: "Server" }).selectOption("Server01");
    await page.getByRole("spinbutton", { name: "Timeout, s" }).fill("2.5");
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByText('"exact": 9007199254740993').waitFor();
    await page.getByText("taken after 2.00 ms · answered after 8.00 ms").waitFor();
    const [request] = backend.requests;
    assert.deepEqual(
      { ...request, service: "", arguments: "" },
      {
        service: "",
        method: "start",
        kind: "call",
        server: "Server01",
        timeout: 2.5,
        arguments: "",
      },
    );
    assert.match(request?.arguments ?? "", /9007199254740993/);
    await page.getByRole("button", { name: "Copy result" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(
      await page.evaluate("navigator.clipboard.readText()"),
      '{"exact":9007199254740993,"list":[1,{}]}',
    );

    backend.onCall = () => FAILURE;
    await page.getByRole("textbox", { name: "speed", exact: true }).fill("6");
    await page.keyboard.press("Control+Enter");
    await page.getByText("demo.errors").waitFor();
    await page.getByText("Traceback", { exact: true }).click();
    await page.getByText('File "demo.py", line 7').waitFor();

    await page.getByRole("tab", { name: "History" }).click();
    await page.getByRole("button", { name: /Busy/ }).waitFor();
    await page.getByRole("button", { name: /result/ }).click();
    await page.getByText('"exact": 9007199254740993').waitFor();
    assert.match(
      await page.getByRole("textbox", { name: "JSON", exact: true }).inputValue(),
      /9007199254740993/,
    );
  });

  it("copies requests as programs and commands, and tells what comes back", async () => {
    const { page } = opened;
    await page.getByRole("tab", { name: "Copy as" }).click();
    await page.getByText(/^client\.start\(/).waitFor();
    await page.getByRole("tab", { name: "TypeScript" }).press("ArrowRight");
    await page.getByText("python start").waitFor();
    await page.getByRole("tab", { name: "Command line" }).click();
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), "oslo-rpc start");
    await page.getByRole("tab", { name: "Returns" }).click();
    await page.getByText("Try later.").waitFor();
  });

  it("gives up a call that runs", async () => {
    const { page, console: served } = opened;
    await opened.goToMethod("start");
    let answer = (_answer: CallAnswer) => {};
    const answered = new Promise<CallAnswer>((resolve) => {
      answer = resolve;
    });
    served.backend.onCall = () => answered;
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Given up: nobody waits for the answer.").waitFor();
    while (served.backend.givenUp === 0) await page.waitForTimeout(20);
    answer(resultOf("1"));
    await page.getByRole("tab", { name: "History" }).click();
    await page.getByRole("button", { name: /given up/ }).waitFor();
  });

  it("casts, to all servers where it is to", async () => {
    const { page, console: served } = opened;
    await opened.goToMethod("both");
    await page.getByRole("combobox", { name: "Send as" }).selectOption("cast");
    await page.getByRole("checkbox", { name: "to all servers (fanout)" }).check();
    served.backend.onCall = () => ({ outcome: "accepted", timing: { sent: 1, taken: 3 } });
    await page.getByRole("button", { name: "Cast", exact: true }).click();
    await page.getByText("Accepted: the peer has taken it.").waitFor();
    const { kind, fanout } = served.backend.requests.at(-1) ?? {};
    assert.deepEqual([kind, fanout], ["cast", true]);
  });

  it("shows traffic as it goes, filters it, holds it, and tells all of a call", async () => {
    const { page, console: served } = opened;
    const { backend } = served;
    await opened.goTo("Traffic");
    for (let number = 0; number < 21; number += 1) backend.traffic(callLines(number));
    await page.getByText("21 rows").waitFor();
    await page.getByRole("combobox", { name: "Outcome" }).selectOption("error");
    await page.getByText("3 of 21 rows").waitFor();
    await page.getByRole("combobox", { name: "Method" }).selectOption("start");
    await page.getByText("1 of 21 row").waitFor();
    await page.getByRole("listbox").getByRole("option").first().click();
    const details = page.getByRole("complementary", { name: "details" });
    await details.getByText("Busy: try later").waitFor();
    await details.getByText("answered after 5.00 ms").waitFor();
    await details.getByText("ada").waitFor();
    await page.keyboard.press("Escape");
    for (const name of ["Outcome", "Method"]) await page.getByRole("combobox", { name }).selectOption("");
    await page.getByRole("searchbox", { name: "Text" }).fill('doubled":8}');
    await page.getByText("1 of 21 row").waitFor();
    await page.getByRole("searchbox", { name: "Text" }).fill("");

    await page.getByRole("button", { name: "Pause" }).click();
    backend.traffic(callLines(21));
    backend.traffic([{ id: 1_000, time: Date.now(), kind: "unreadable", error: "no envelope" }]);
    await page.getByText("23 rows, paused").waitFor();
    assert.equal(await page.getByText("no envelope").count(), 0);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("no envelope").first().waitFor();
    backend.traffic([{ id: 1_001, time: Date.now(), kind: "cast", method: "unknown", hidden: true }]);
    await page.getByRole("listbox").getByRole("option").last().getByText("unknown").click();
    await details.getByText("Hidden: no definition is known").waitFor();
    await page.keyboard.press("Escape");
    const topics = page.getByRole("textbox", { name: "Tapped topics" });
    await topics.fill("one two");
    await topics.press("Enter");
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("Nothing was seen yet. Requests appear as they go.").waitFor();
    await page.getByRole("checkbox", { name: "values without a definition" }).check();
    while (backend.watched.length < 3) await page.waitForTimeout(20);
    assert.deepEqual(backend.watched, [
      { topics: [], allValues: false },
      { topics: ["one", "two"], allValues: false },
      { topics: ["one", "two"], allValues: true },
    ]);
  });

  it("shows notifications as they go, filters them, and tells all of one", async () => {
    const { page, console: served } = opened;
    await opened.goTo("Notifications");
    served.backend.notifications([
      notification(1),
      notification(2, { priority: "ERROR", eventType: "demo.failed" }),
      notification(3, { publisherId: "demo.host-b" }),
    ]);
    await page.getByText("3 rows").waitFor();
    await page.getByRole("combobox", { name: "Priority" }).selectOption("ERROR");
    await page.getByText("1 of 3 rows").waitFor();
    await page.getByRole("combobox", { name: "Priority" }).selectOption("");
    await page.getByRole("combobox", { name: "Event" }).selectOption("demo.started");
    await page.getByRole("searchbox", { name: "Text" }).fill("HOST-B");
    await page.getByText("1 of 3 rows").waitFor();
    await page.getByRole("listbox").getByRole("option").click();
    await page.getByText('"number": 3').waitFor();
    await page.getByRole("button", { name: "close the details" }).click();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("No notification").or(page.getByText("Nothing was seen yet")).first().waitFor();
  });

  it("draws load, and shows what runs now, for whom and for how long", async () => {
    const { page, console: served } = opened;
    await opened.goTo("Load");
    served.backend.load(lookAt(Date.now(), 12));
    await page.getByRole("img", { name: /^Latency/ }).waitFor();
    const running = page.getByRole("region", { name: "running requests" });
    assert.deepEqual(await running.getByRole("row").last().locator("th, td").allTextContents(), [
      "start",
      "3.20 s",
      "demo.Server01",
      "ada",
      "req-running",
    ]);
    await page.getByRole("region", { name: "methods" }).getByRole("button", { name: "both" }).click();
    await page.getByText("calls 1 /s").waitFor();
    await page.getByRole("button", { name: "show all" }).click();
    await page.getByText("calls 13 /s").waitFor();
    await page.getByText("old: its servers do not tell").waitFor();
  });

  it("breaks no rule of accessibility and never scrolls sideways, dark or light, at a desk or on a phone", async () => {
    const { page, console: served } = opened;
    for (let number = 0; number < 30; number += 1) served.backend.traffic(callLines(number));
    for (const [viewport, colour, views] of [
      [DESKTOP, LIGHT, ["Services", "Traffic"]],
      [PHONE, DARK, ["Services", "Load"]],
    ] as const) {
      await page.setViewportSize(viewport);
      await page.getByRole("button", { name: "dark theme" }).click();
      if ((await background()) !== colour) await page.getByRole("button", { name: "dark theme" }).click();
      assert.equal(await background(), colour);
      for (const view of views) {
        if (view === "Services") await opened.goToMethod("start");
        else await opened.goTo(view);
        assert.equal(await sidewaysPixels(page), 0, view);
        assert.deepEqual(await accessibilityViolations(page), [], `${view}, ${viewport.width} pixels`);
      }
    }
    await opened.reload();
    assert.equal(await background(), DARK, "the choice is remembered");
    await page.setViewportSize(DESKTOP);
  });

  it("runs nothing of what peers name and say", async () => {
    const { page } = opened;
    assert.equal(await page.locator("#app img, #app script").count(), 0);
    await page.goto(`${page.url().split("#")[0]}#services`);
    await page.locator("a.method").last().click();
    await page.getByRole("heading", { level: 1 }).getByText("<script>").waitFor();
    await page.getByText("\\u202e\\u0007").first().waitFor();
    assert.equal(await page.locator("#app img, #app script").count(), 0);
    assert.notEqual(await page.title(), "ran");
  });

  it("says when requests are refused, the peer is gone, a source is off, and its own server has ended", async () => {
    const { page, console: served } = opened;
    const { backend } = served;
    assert.deepEqual(opened.complaints, []);
    const off = { on: false, why: "the user may not tap" };
    backend.change({
      readOnly: true,
      health: { state: "lost", since: "2026-01-01T00:00:00.000Z", error: "connection refused" },
      views: {
        ...backend.current.views,
        tap: off,
        notifications: off,
        discovery: { on: false, why: "it is off" },
      },
    });
    await page.getByText("The peer is gone, and is tried again: connection refused").waitFor();
    for (const [view, text] of [
      ["Traffic", "Tap: the user may not tap"],
      ["Notifications", "Notifications: the user may not tap"],
      ["Load", "Discovery: it is off"],
    ] as const) {
      await opened.goTo(view);
      await page.getByText(text).waitFor();
    }
    const { port } = served;
    await served.stop();
    await page.getByText(/does not answer: it has ended/).waitFor();
    await served.start(port);
    await page.getByText(/has no permission any more/).waitFor();
    // By a link of the server that is there now it goes on.
    const again = await page.context().newPage();
    await again.goto(served.link);
    await again.getByText("read-only", { exact: true }).waitFor();
    await again.close();
    await page.getByText(/has no permission any more/).waitFor({ state: "detached" });
    await opened.goToMethod("stop");
    await page.getByText("read-only: requests are switched off (--read-only)").waitFor();
    assert.ok(await page.getByRole("button", { name: "Cast", exact: true }).isDisabled());
  });
});

const ARGUMENTS =
  '{"speed":9007199254740993,"how":{"mode":"slow"},"tags":["a"],"when":12,"labels":{"__proto__":""}}';

const FAILURE = {
  outcome: "error",
  error: {
    class: "Busy",
    module: "demo.errors",
    message: "try later",
    kwargs: { text: '{"hint":"in a minute"}' },
    traceback: ["Traceback (most recent call last):\n", '  File "demo.py", line 7, in start\n'],
  },
  timing: { sent: 1_000, taken: 1_002, answered: 1_008 },
} as const;
