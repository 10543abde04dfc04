import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { servicePage } from "../../../generator/docs/content/service-page.js";
import { htmlIndexPage } from "../../../generator/docs/html/html-index.js";
import { htmlServicePage } from "../../../generator/docs/html/html-service.js";
import { loadService } from "../../../src/definition/load-service.js";
import { hookLimit, needs } from "../../support/peers.js";

const CHROMIUM = {
  name: "Chromium",
  install: "apt-get install chromium",
  missing: () => (spawnSync("chromium", ["--version"]).status === 0 ? undefined : "no chromium on the PATH"),
};

const EVIL = `<script>document.title="ran"</script><img src="x" onerror="document.title='ran'">`;
const DEFINITION = {
  service: "Demo",
  description: EVIL,
  topic: "t",
  version: "1.0",
  methods: {
    start: { description: `Starts. ${EVIL}`, params: [{ name: "speed", schema: { type: "number" } }] },
    stop: { kind: "cast" },
    [EVIL]: {},
  },
};

/** What the browser makes of a page, once its script has run. */
async function open(path: string, query = ""): Promise<string> {
  const options = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
  ];
  const profile = `--user-data-dir=${join(path, "..", "profile")}`;
  const words = [...options, profile, "--dump-dom", pathToFileURL(path).href + query];
  const { stdout } = await promisify(execFile)("chromium", words, {
    timeout: 50_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

describe("pages of documentation in a browser", needs(CHROMIUM), () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "docs-"));
    const definition = join(folder, "demo.json");
    writeFileSync(definition, JSON.stringify(DEFINITION));
    const page = servicePage("demo", loadService(definition), "demo.json");
    writeFileSync(join(folder, "demo.html"), htmlServicePage(page, "0"));
    writeFileSync(join(folder, "index.html"), htmlIndexPage([page], "0"));
  }, hookLimit);
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }), hookLimit);

  it("show everything, and run nothing of a definition", async () => {
    const dom = await open(join(folder, "demo.html"));
    assert.match(dom, /<title>Demo 1\.0<\/title>/);
    assert.doesNotMatch(dom, /<img/);
    assert.equal(dom.match(/<script>/g)?.length, 1);
    assert.equal(dom.match(/<section class="card"/g)?.length, 3);
    assert.doesNotMatch(dom, / hidden=""/);
  });

  it("are searched by their own script, which their policy lets run", async () => {
    const dom = await open(join(folder, "demo.html"), "?q=SPEED%20start");
    assert.match(dom, /1 found/);
    assert.match(dom, /<section class="card" id="method-start"(?![^>]*hidden)/);
    assert.match(dom, /<section class="card" id="method-stop"[^>]*hidden=""/);
    assert.match(dom, /<li hidden=""><a href="#method-stop">/);
    assert.match(await open(join(folder, "index.html"), "?q=nothing"), /0 found/);
  });
});
