import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { servicePage } from "../../../generator/docs/content/service-page.js";
import { htmlIndexPage } from "../../../generator/docs/html/html-index.js";
import { htmlServicePage } from "../../../generator/docs/html/html-service.js";
import { loadService } from "../../../src/definition/load-service.js";
import {
  accessibilityViolations,
  CHROMIUM,
  complaintsOf,
  DESKTOP,
  launchChromium,
  PHONE,
  sidewaysPixels,
} from "../../support/chromium.js";
import { hookLimit, needs } from "../../support/peers.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const NOVA = "NovaCompute";
const DARK = "rgb(20, 24, 31)";
const LIGHT = "rgb(255, 255, 255)";

const EVIL = `<script>document.title="ran"</script><img src="x" onerror="document.title='ran'">\u202e\u0007`;
const EVIL_NAME = EVIL.slice(0, -2);
const LONG = "x".repeat(3_000);
const LONG_NAME = "x".repeat(200);
const NESTED = {
  type: "object",
  properties: { inner: { type: "object", properties: { size: { type: "integer" } } } },
};
const DEFINITION = {
  service: "Demo",
  description: `${EVIL}\n\n[a](javascript:document.title='ran') ![b](https://192.0.2.1/b.png)`,
  topic: "demo",
  version: "1.0",
  methods: {
    start: {
      description: `Starts. ${EVIL}`,
      params: [
        {
          name: "speed",
          schema: { type: "number", minimum: 1, default: 7 },
          description: "In `Turns`.\n\n- a\n- b",
        },
        { name: "how", schema: NESTED },
      ],
      result: { $ref: "#/$defs/Turns" },
      errors: ["Busy"],
    },
    stop: { kind: "cast", deprecated: true, description: LONG },
    [EVIL_NAME]: {},
    [LONG_NAME]: { params: [{ name: LONG_NAME, schema: { const: LONG } }] },
  },
  errors: { Busy: { module: "demo.errors", description: "Try *later*." } },
  notifications: {
    "demo.started": { payload: { $ref: "#/$defs/Turns" }, description: "It has begun to revolve." },
  },
  $defs: {
    Turns: {
      type: "object",
      description: "```ts\nconst a = 1;\n```\n\n|a|b|\n|-|-|\n|1|2|",
      properties: { perMinute: { type: "integer", description: EVIL }, [EVIL]: { enum: [EVIL, LONG] } },
    },
  },
};

describe("pages of documentation in a browser", needs(CHROMIUM), () => {
  let folder = "";
  let server: Server;
  let browser: Browser;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "docs-"));
    writeFileSync(join(folder, "demo.json"), JSON.stringify(DEFINITION));
    const pages = [join(folder, "demo.json"), join(ROOT, "schemas/openstack/nova-compute.json")].map((file) =>
      servicePage(file.endsWith("demo.json") ? "demo" : "nova", loadService(file), "schemas/demo.json"),
    );
    for (const page of pages) writeFileSync(join(folder, `${page.name}.html`), htmlServicePage(page, "0"));
    writeFileSync(join(folder, "index.html"), htmlIndexPage(pages, "0"));
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "", "http://host").pathname;
      response.setHeader("content-type", "text/html");
      response.end(readFileSync(join(folder, path)));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    browser = await launchChromium();
  }, hookLimit);

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  }, hookLimit);

  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }, hookLimit);

  /** Opens a page in a window of its own, after a script of the test, with all that the page complains of. */
  async function open(
    path: string,
    options: BrowserContextOptions = {},
    initScript = "",
  ): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    const page = await context.newPage();
    await page.addInitScript(initScript);
    const complaints = complaintsOf(page);
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/${path}`);
    return { page, complaints };
  }

  const background = (page: Page) => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");

  it("show everything, run nothing of a definition and complain of nothing, as a file too", async () => {
    const { page, complaints } = await open("demo.html");
    const file = pathToFileURL(join(folder, "demo.html")).href;
    for (const address of [undefined, file]) {
      if (address !== undefined) await page.goto(address);
      assert.equal(await page.title(), "Demo 1.0");
      assert.equal(await page.locator("main img").count(), 0);
      assert.equal(await page.locator("script").count(), 2);
      assert.equal(await page.locator("section.card").count(), 9);
      assert.equal(await page.locator("a[href^='javascript']").count(), 0);
      await page.locator("#method-start").getByText("at least 1").waitFor();
    }
    assert.deepEqual(complaints, []);
  });

  it("can be read without their script", async () => {
    const { page } = await open("demo.html", { javaScriptEnabled: false, viewport: PHONE });
    assert.equal(await page.locator("#method-start [data-language]").count(), 4);
    for (const figure of await page.locator("#method-start [data-language]").all())
      assert.ok(await figure.isVisible());
    assert.ok(!(await page.locator("#search").isVisible()));
    await page.getByRole("button", { name: "Contents" }).click();
    await page.locator("#contents").getByText("start", { exact: true }).click();
    assert.match(page.url(), /#method-start$/);
  });

  it("are searched in names, members, types and descriptions, best first, by the keyboard alone", async () => {
    const { page, complaints } = await open("demo.html");
    await page.keyboard.press("/");
    await page.keyboard.type("SPEED start");
    const results = page.locator("#results a");
    assert.deepEqual(await results.allTextContents(), ["start"]);
    assert.equal(await page.getByRole("status").textContent(), "1 found");
    assert.deepEqual(await page.locator("#contents summary:visible").allTextContents(), ["Methods 1"]);
    assert.ok(!(await page.locator("#page").isVisible()));
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("#page").isVisible());
    assert.equal(await page.locator("#contents summary:visible").count(), 4);
    for (const [query, found] of [
      ["revolve", ["demo.started"]],
      ["perminute", ["Turns"]],
      ["turns", ["Turns", "start", "demo.started"]],
      ["demo.errors", ["Busy"]],
      ["nothing of it", []],
    ] as const) {
      await page.locator("#search").fill(query);
      assert.deepEqual(await results.allTextContents(), found, query);
    }
    await page.locator("#search").fill("turns");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(page.url(), /#method-start$/);
    assert.ok(await page.locator("#method-start").isVisible());
    await page.locator("#search").fill("busy");
    await page.keyboard.press("Enter");
    assert.match(page.url(), /#error-Busy$/);
    assert.deepEqual(complaints, []);
  });

  it("are searched from the index, and from an address", async () => {
    const { page } = await open("index.html?q=resize%20instance");
    assert.deepEqual(await page.locator("#contents li:visible").allTextContents(), [NOVA]);
    assert.deepEqual(await page.locator("#contents summary:visible").allTextContents(), ["Services 1"]);
    await page.locator("#search").fill("revolve");
    assert.deepEqual(await page.locator("#contents li:visible").allTextContents(), ["Demo"]);
    await page.locator("#search").fill("resize instance");
    const best = page.locator("#results a").first();
    assert.equal(await best.textContent(), "resize_instance");
    await best.click();
    await page.waitForURL(/nova\.html#method-resize_instance$/);
    assert.ok(await page.locator("#method-resize_instance h3").isVisible());
  });

  it("read themselves once for all searches, make few elements for each, and load as one file of less than 1.5 MB", async () => {
    const text = readFileSync(join(folder, "nova.html"));
    assert.ok(text.length < 1_500_000 && gzipSync(text).length < 200_000, `${text.length} bytes`);
    const { page } = await open("nova.html");
    const { reads, made } = await page.evaluate<{ reads: number; made: number[] }>(`(() => {
      let reads = 0;
      let elements = 0;
      const { querySelectorAll } = Element.prototype;
      Element.prototype.querySelectorAll = function (selector) {
        if (selector === "[data-kind]") reads += 1;
        return querySelectorAll.call(this, selector);
      };
      const { createElement } = Document.prototype;
      Document.prototype.createElement = function (name) {
        elements += 1;
        return createElement.call(this, name);
      };
      const input = document.querySelector("#search");
      const made = ["instance", "resize", "i", "host snapshot", "flavor", "the"].map((query) => {
        elements = 0;
        input.value = query;
        input.dispatchEvent(new Event("input"));
        return elements;
      });
      return { reads, made };
    })()`);
    assert.equal(reads, 1);
    // Each of 50 results has five, and a mark for each place that a letter stands at.
    assert.ok(Math.min(...made) > 3 && Math.max(...made) < 2_500, String(made));
  });

  it("work where the browser keeps nothing and copies nothing", async () => {
    const { page, complaints } = await open(
      "demo.html",
      {},
      `
      for (const name of ["getItem", "setItem"]) Storage.prototype[name] = () => { throw new Error("kept out"); };
      Object.defineProperty(navigator, "clipboard", {
        value: { writeText: () => Promise.reject(new Error("not allowed")) },
      });`,
    );
    const before = await background(page);
    await page.locator("#theme").click();
    assert.notEqual(await background(page), before);
    const stop = page.locator("#method-stop");
    await stop.getByRole("tab", { name: "Command line" }).click();
    assert.equal(await stop.getByRole("tab", { selected: true }).textContent(), "Command line");
    await stop.getByRole("button", { name: "Copy" }).click();
    await stop.getByRole("button", { name: "Press Ctrl+C" }).waitFor();
    assert.equal(
      await page.evaluate("String(getSelection())"),
      "oslo-rpc cast --schema schemas/demo.json stop",
    );
    assert.deepEqual(complaints, []);
  });

  it("are dark or light as the system is, until the reader chooses, and remember it", async () => {
    const { page } = await open("demo.html", { colorScheme: "dark" });
    const theme = page.getByRole("button", { name: "Dark theme" });
    assert.deepEqual([await background(page), await theme.getAttribute("aria-pressed")], [DARK, "true"]);
    await theme.click();
    assert.deepEqual([await background(page), await theme.getAttribute("aria-pressed")], [LIGHT, "false"]);
    await page.goto(page.url().replace("demo", "index"));
    assert.equal(await background(page), LIGHT);
  });

  it("show examples in the language that the reader chose, and copy them", async () => {
    const { page } = await open("demo.html", { permissions: ["clipboard-read", "clipboard-write"] });
    const start = page.locator("#method-start");
    const stop = page.locator("#method-stop");
    assert.deepEqual(
      await start
        .locator("[data-language]:visible")
        .evaluateAll((examples) => examples.map((example) => example.dataset.language)),
      ["ts", "json"],
    );
    await start.getByRole("tab", { name: "TypeScript" }).focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await stop.getByRole("tab", { selected: true }).textContent(), "Python");
    assert.match((await stop.getByRole("tabpanel").textContent()) ?? "", /client\.cast\(\{\}, "stop"\)/);
    // Where there is no example in the language the first one is shown.
    await start.getByRole("tab", { name: "Command line" }).click();
    assert.equal(
      await page.locator("#error-Busy").getByRole("tab", { selected: true }).textContent(),
      "TypeScript",
    );
    await page.reload();
    await stop.getByRole("button", { name: "Copy" }).click();
    await stop.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(
      await page.evaluate("navigator.clipboard.readText()"),
      "oslo-rpc cast --schema schemas/demo.json stop",
    );
  });

  it("have a navigation that follows the reader, and on a phone opens over the page", async () => {
    const { page } = await open("nova.html");
    const current = page.locator("#contents a[aria-current]");
    await page.locator("#method-detach_volume").scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 300);
    await page.waitForFunction(
      "document.querySelector('[aria-current]')?.hash !== '#method-build_and_run_instance'",
    );
    assert.ok(await current.isVisible());
    await page.locator("#contents").getByText("Invalid", { exact: true }).click();
    await page.waitForFunction("document.querySelector('[aria-current]')?.hash === '#error-Invalid'");

    const phone = await open("demo.html", { viewport: PHONE, hasTouch: true });
    const contents = phone.page.locator("#contents");
    assert.ok(!(await contents.isVisible()));
    await phone.page.getByRole("button", { name: "Contents" }).tap();
    await contents.getByText("stop", { exact: true }).tap();
    assert.match(phone.page.url(), /#method-stop$/);
    assert.ok(!(await contents.isVisible()));
    assert.ok(await phone.page.locator("#method-stop h3").isVisible());
    assert.deepEqual(phone.complaints, []);
  });

  it("never scroll sideways on a phone, and break no name that has room", async () => {
    for (const path of ["demo.html", "index.html", "nova.html"]) {
      const { page } = await open(path, { viewport: PHONE, bypassCSP: true });
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      // What is out of sight is laid out as well.
      await page.addStyleTag({ content: ".card { content-visibility: visible !important }" });
      assert.equal(await sidewaysPixels(page), 0, path);
      const lines = await page
        .locator("h3 a.name")
        .evaluateAll((links) =>
          links.filter((link) => link.textContent.length < 30).map((link) => link.getClientRects().length),
        );
      assert.ok(
        lines.every((count) => count === 1),
        path,
      );
      await page.locator("#search").fill("x");
      assert.equal(await sidewaysPixels(page), 0, path);
    }
  });

  it("break no rule of accessibility, dark or light, at a desk or on a phone", async () => {
    for (const options of [
      { viewport: DESKTOP, colorScheme: "dark" },
      { viewport: PHONE, colorScheme: "light" },
    ] as const) {
      const { page } = await open("demo.html", options);
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      assert.deepEqual(await accessibilityViolations(page), [], options.colorScheme);
    }
    for (const path of ["index.html", "demo.html?q=turns"]) {
      const { page } = await open(path);
      assert.deepEqual(await accessibilityViolations(page), [], path);
    }
  });

  it("print everything, on white, without what is of use on a screen only", async () => {
    const { page } = await open("demo.html", { colorScheme: "dark" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: "print" });
    assert.equal(await background(page), LIGHT);
    assert.equal(await page.locator("details:not([open])").count(), 0);
    const examples = page.locator("[data-language]");
    assert.equal(
      await page.locator("[data-language]:visible .caption:visible").count(),
      await examples.count(),
    );
    for (const hidden of [".bar", "#contents", ".copy", "[role=tablist]"])
      assert.ok(!(await page.locator(hidden).first().isVisible()), hidden);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.ok((await page.locator("details:not([open])").count()) > 0);
  });
});
