import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { servicePage } from "../../../../generator/docs/content/service-page.js";
import { anchor, escapeHtml } from "../../../../generator/docs/html/html.js";
import { inlineCode } from "../../../../generator/docs/html/html-code.js";
import { breakable } from "../../../../generator/docs/html/html-parts.js";
import { htmlServicePage } from "../../../../generator/docs/html/html-service.js";
import { NO_LINKS } from "../../../../generator/docs/html/page-links.js";
import { block, code, plain } from "../../../../generator/docs/markdown/markdown.js";
import { markdownServicePage } from "../../../../generator/docs/markdown/markdown-pages.js";
import { loadService } from "../../../../src/definition/load-service.js";
import { load } from "../../definition/definition-file.js";
import { oslogen } from "../oslogen.js";
import { enterProject, SMALLEST, tree } from "../project.js";

const EVIL = `</script><img src=x onerror=alert(1)>"'&\u202e`;
const DEFINITION = {
  service: "Demo",
  description: `First.\n\n${EVIL}`,
  topic: "<b>t</b>",
  version: "1.1",
  methods: {
    "do-it": {
      description: EVIL,
      params: [
        { name: "class", schema: { type: "string" }, description: EVIL },
        {
          name: "size",
          schema: { type: "integer", format: "int64", minimum: 7 },
          since: "1.1",
          required: false,
        },
      ],
      result: { $ref: "#/$defs/Thing" },
      errors: ["Busy"],
      timeout: 3,
    },
    drop: { kind: "cast", deprecated: true },
  },
  errors: { Busy: { module: "demo.errors", description: "Later." } },
  notifications: { [EVIL.replace("\u202e", "")]: { payload: { type: "string" } } },
  $defs: { Thing: { type: "object", description: EVIL, properties: { [EVIL]: { const: EVIL } } } },
};

/** The text of a page without its tags. */
function shownText(page: string): string {
  return page
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

describe("pages of documentation", () => {
  const page = servicePage("demo", load(DEFINITION), "schemas/demo.json");

  it("say all there is in HTML, and ask for nothing from elsewhere", () => {
    const text = htmlServicePage(page, "0");
    for (const part of [
      "Demo",
      "First.",
      "do-it",
      "doIt(class_: string, size?: bigint): Thing",
      "since 1.1",
      "Busy",
      "demo.errors",
      "3 s",
      "deprecated",
      "export",
    ]) {
      assert.equal(shownText(text).includes(part), part !== "export", part);
    }
    assert.deepEqual([...text.matchAll(/<(?:script|style|link|img|iframe)[^>]*>/g)].map(String), [
      '<link rel="icon" href="data:,">',
      "<style>",
      "<script>",
      '<script type="module">',
    ]);
    assert.doesNotMatch(text, /\b(?:src|href)="(?!#|index\.html|data:,")/);
    assert.doesNotMatch(text, /\u202e|@import|url\(/);
    for (const [, target = ""] of text.matchAll(/href="#([^"]*)"/g))
      assert.ok(text.includes(`id="${target}"`), target);
  });

  it("say the same in Markdown, where nothing of a definition is markup", () => {
    const text = markdownServicePage(page, "0");
    for (const part of [
      "# Demo 1.1",
      "### `do-it`",
      "doIt(class_: string, size?: bigint): Thing",
      "Raises `Busy`",
      "First.",
    ]) {
      assert.ok(text.includes(part), part);
    }
    const outside = text.replace(/^(`{3,})[\s\S]*?^\1$/gm, "").replace(/(`+)[^`][\s\S]*?\1/g, "");
    assert.doesNotMatch(outside.replace("<!-- Written by oslo-gen 0. -->", ""), /[<>]/);
  });

  it("tell what held up to a version, and the exchange of a deployment, whatever the format", () => {
    const params = [
      { name: "host", schema: { type: "string" }, until: "1.0" },
      {
        name: "size",
        schema: { type: "integer", maximum: 9 },
        earlier: [{ until: "1.0", schema: { type: "string", maxLength: 5 } }],
        required: false,
      },
    ];
    const definition = {
      ...SMALLEST,
      version: "1.1",
      controlExchange: "nova",
      methods: { build: { params } },
    };
    const own = servicePage("demo", load(definition), "schemas/demo.json");
    const markdown = markdownServicePage(own, "0");
    for (const part of [
      "- Exchange: the configured control\\_exchange, else `nova`",
      "build(host?: string, size?: number | string): void",
      "| `host` | `string` | optional, until 1.0 |",
      "| `size` | `number` | optional, since 1.1, integer, at most `9` |",
      "| `size` | `string` | optional, until 1.0, at most 5 characters |",
      "client.named.build({ size: 1 })",
      'Target(topic="t", version="1.1")',
      'client.call({}, "build", size=1)',
      'set_transport_defaults(control_exchange="nova")',
    ])
      assert.ok(markdown.includes(part), `${part}\n${markdown}`);
    const html = shownText(htmlServicePage(own, "0"));
    for (const part of ["the configured control_exchange, else nova", "until 1.0", "since 1.1"])
      assert.ok(html.includes(part), part);
  });

  it("tell the alternatives of a parameter, whatever the format", () => {
    const size = {
      oneOf: [
        { type: "integer", minimum: 7, description: "In bytes." },
        {
          type: "object",
          description: "As a flavor.",
          properties: { disk: { type: "integer", maximum: 9 } },
        },
      ],
    };
    const choice = servicePage(
      "a",
      load({ ...SMALLEST, methods: { grow: { params: [{ name: "size", schema: size }] } } }),
      "a.json",
    );
    const text = markdownServicePage(choice, "0");
    for (const row of [
      /^\| `size › alternative 1` \| `number` \|.*`7`.*\| In bytes\. \|$/m,
      /^\| `size › alternative 2` \|.*\| As a flavor\. \|$/m,
      /^\| `size › alternative 2 › disk` \| `number` \|.*`9`.*\|$/m,
    ]) {
      assert.match(text, row);
    }
    assert.match(htmlServicePage(choice, "0"), /<summary>2 alternatives<\/summary>/);
  });
});

describe("escaping", () => {
  const text = fc.string({ unit: fc.constantFrom(..."<>&\"'`|*_[]()#\\\n\r a1!-+.~\u202e\u0000\ud800") });

  it("leaves no markup in HTML, and nothing invisible", () => {
    fc.assert(
      fc.property(text, (value) => {
        assert.doesNotMatch(escapeHtml(value), /[<>"'\p{Cf}\p{Cs}]/u);
      }),
    );
    assert.equal(escapeHtml("a & <b>"), "a &amp; &lt;b&gt;");
  });

  it("gives every name an anchor of its own", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        assert.match(anchor("m", one), /^[\w.~-]+$/);
        if (one !== other) assert.notEqual(anchor("m", one), anchor("m", other));
      }),
    );
  });

  it("leaves no markup in Markdown", () => {
    fc.assert(
      fc.property(text, (value) => {
        assert.doesNotMatch(plain(value).replace(/\\./g, ""), /[<>`*_[\]|~\n\\]/);
        const [, fence = "", inner = ""] = /^(`*)([\s\S]*?)\1$/.exec(code(value)) ?? [];
        assert.ok(!inner.includes(fence) || fence === "", value);
        assert.doesNotMatch(code(value), /\n/);
        const lines = block("ts", value).split("\n");
        assert.ok(!lines.slice(1, -1).some((line) => line.trim() === lines.at(-1)), value);
      }),
    );
  });
});

describe("a page of HTML", () => {
  it("links the types it describes, and nothing that only looks like one", () => {
    const links = { ...NO_LINKS, ofType: (name: string) => (name === "Thing" ? "#type-Thing" : undefined) };
    assert.equal(
      inlineCode("type", 'Record<string, Thing[]> | "Thing" | Things | "a\\" Thing"', links).toString(),
      '<code><span class="t">Record</span>&lt;<span class="t">string</span>, <a href="#type-Thing">Thing</a>[]&gt; | ' +
        '<span class="s">&quot;Thing&quot;</span> | <span class="t">Things</span> | ' +
        '<span class="s">&quot;a\\&quot; Thing&quot;</span></code>',
    );
    enterProject({
      "a.json": {
        ...SMALLEST,
        methods: { ping: { result: { $ref: "#/$defs/Thing" } } },
        $defs: { Thing: {} },
      },
    });
    const page = htmlServicePage(servicePage("a", loadService("a.json"), "a.json"), "0");
    assert.match(page, /<code><a href="#type-Thing">Thing<\/a><\/code>/);
    assert.match(page, /<section class="card" id="type-Thing"/);
  });

  it("breaks long names between their words, and escapes each", () => {
    assert.equal(breakable("get_all<b>Of").join(""), "get_<wbr>all&lt;b&gt;Of");
    assert.equal(breakable("DeviceDetails__x").join(""), "Device<wbr>Details__<wbr>x");
  });
});

describe("oslo-gen docs", () => {
  it("writes a page for each service and an index, and only what changed", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "schemas/b.json": { ...SMALLEST, service: "B" } });
    const first = await oslogen("docs", "--out", "site");
    assert.deepEqual(first.lines, ["wrote site/a.html", "wrote site/b.html", "wrote site/index.html"]);
    assert.match(tree()["site/index.html"] ?? "", /href="a\.html"[\s\S]*href="b\.html"/);
    assert.deepEqual((await oslogen("docs", "--out", "site")).lines, ["site is up to date"]);
    const markdown = await oslogen("docs", "schemas/a.json", "--format", "markdown", "--out", "md");
    assert.deepEqual(markdown.lines, ["wrote md/a.md", "wrote md/index.md"]);
  });

  it("overwrites nothing that it did not write", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "site/index.html": "<p>mine" });
    const { lines, errors, exitCode } = await oslogen("docs", "--out", "site");
    assert.deepEqual([lines, exitCode], [[], 1]);
    assert.match(errors[0] ?? "", /site\/index\.html was not written by oslo-gen/);
    assert.deepEqual(Object.keys(tree()), ["schemas/a.json", "site/index.html"]);
    assert.equal((await oslogen("docs", "--format", "pdf")).exitCode, 2);
    enterProject({ "schemas/index.json": SMALLEST });
    assert.match((await oslogen("docs")).errors[0] ?? "", /index\.json has no page/);
  });

  it("--check writes nothing, and fails while a page is missing, differs or is left over", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "schemas/b.json": { ...SMALLEST, service: "B" } });
    const check = () => oslogen("docs", "--out", "site", "--check");
    const missing = await check();
    assert.equal(missing.lines[0], "missing: site/a.html");
    assert.deepEqual([missing.exitCode, existsSync("site")], [1, false]);
    assert.match(
      missing.errors[0] ?? "",
      /4 generated files are not up to date; run: oslo-gen docs --out site$/,
    );
    await oslogen("docs", "--out", "site");
    assert.deepEqual(await check(), { lines: [], errors: [], exitCode: 0 });
    writeFileSync("schemas/a.json", JSON.stringify({ ...SMALLEST, topic: "another" }));
    rmSync("schemas/b.json");
    const before = tree();
    const { lines, exitCode } = await check();
    assert.equal(exitCode, 1);
    for (const line of ["differs: site/a.html", "left over: site/b.html", "differs: site/index.html"]) {
      assert.ok(lines.includes(line), line);
    }
    assert.ok(lines.some((line) => line.startsWith("  +") && line.includes("another")));
    assert.deepEqual(tree(), before);
  });

  it("removes the pages of services that are gone, but none that somebody edited", async () => {
    const both = { "schemas/a.json": SMALLEST, "schemas/b.json": { ...SMALLEST, service: "B" } };
    enterProject({ ...both, "schemas/c.json": { ...SMALLEST, service: "C" }, "site/mine.html": "mine" });
    await oslogen("docs", "--out", "site");
    rmSync("schemas/b.json");
    rmSync("schemas/c.json");
    writeFileSync("site/c.html", `${readFileSync("site/c.html", "utf8")}<!-- mine -->`);
    // What is about one definition says nothing of the others.
    assert.deepEqual((await oslogen("docs", "schemas/a.json", "--out", "site")).lines, [
      "wrote site/index.html",
    ]);
    assert.deepEqual((await oslogen("docs", "--out", "site")).lines, [
      "removed site/b.html",
      "kept site/c.html: it is generated no longer, and somebody edited it",
    ]);
    const left = [".oslo-gen-manifest.json", "a.html", "c.html", "index.html", "mine.html"];
    assert.deepEqual(readdirSync("site").sort(), left);
  });

  it("replaces a page that somebody edited only when told to", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen("docs", "--out", "site");
    const written = readFileSync("site/a.html", "utf8");
    writeFileSync("site/a.html", `${written}<!-- mine -->`);
    const { errors, exitCode } = await oslogen("docs", "--out", "site");
    assert.match(
      errors[0] ?? "",
      /site\/a\.html was edited since oslo-gen wrote it; --force replaces it; nothing/,
    );
    assert.equal(exitCode, 1);
    assert.equal((await oslogen("docs", "--out", "site", "--force")).exitCode, 0);
    assert.equal(readFileSync("site/a.html", "utf8"), written);
  });

  it("and generate share a folder without touching each other's files", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    for (const words of [["generate"], ["docs", "--format", "markdown"], ["docs"]]) {
      await oslogen(...words, "--out", "out");
    }
    for (const words of [["generate"], ["docs", "--format", "markdown"], ["docs"]]) {
      assert.equal((await oslogen(...words, "--out", "out", "--check")).exitCode, 0, words.join(" "));
    }
    assert.deepEqual(readdirSync("out").sort(), [
      ".oslo-gen-manifest.json",
      "a",
      "a.html",
      "a.md",
      "index.html",
      "index.md",
    ]);
  });
});
