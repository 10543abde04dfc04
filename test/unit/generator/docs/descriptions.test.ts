import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it";
import { summary } from "../../../../generator/docs/content/description-tree.js";
import { description } from "../../../../generator/docs/html/html-description.js";
import { NO_LINKS } from "../../../../generator/docs/html/page-links.js";
import {
  description as markdownDescription,
  plainLine,
} from "../../../../generator/docs/markdown/markdown-description.js";
import { anyText } from "../../../support/any-text.js";
import { propertyRuns } from "../../../support/property-runs.js";

const LINKS = { ...NO_LINKS, ofName: (name: string) => (name === "Thing" ? "#type-Thing" : undefined) };

function shown(text: string): string {
  return String(description(text, LINKS) ?? "")
    .replace(/^<div class="description">/, "")
    .replace(/<\/div>$/, "");
}

const MARKDOWN = "a b*_`~[]()<>!#-+.:/|\\&;\n\t1\"'";
const WORDS = [
  "javascript:",
  "http://x/",
  "<script>",
  "<img src=x onerror=x>",
  "&#x202e;",
  "\u202e",
  "```",
  "\n~~~",
  "\n> ",
  "\n- ",
  "\n\n",
  "    ",
];

/** What another reader of Markdown takes for HTML, for a picture, or for a link to anything but a page. */
function markupIn(markdown: string): string[] {
  const parser = new MarkdownIt({ html: true });
  parser.validateLink = () => true;
  const found = (token: Token): string[] => {
    const isMarkup = /^html_|^image$/.test(token.type);
    const href = token.type === "link_open" ? String(token.attrGet("href")) : "#";
    const isForeign = !/^(?:https?:|mailto:|#)/i.test(href);
    return [
      ...(isMarkup ? [token.content] : []),
      ...(isForeign ? [href] : []),
      ...(token.children ?? []).flatMap(found),
    ];
  };
  return parser.parse(markdown, {}).flatMap(found);
}

describe("descriptions", () => {
  it("are Markdown, with links to what the page has", () => {
    assert.equal(shown("A *b* **c** `d`."), "<p>A <em>b</em> <strong>c</strong> <code>d</code>.</p>");
    assert.equal(shown("A `Thing`."), '<p>A <a href="#type-Thing"><code>Thing</code></a>.</p>');
    assert.equal(shown("- a\n- b"), "<ul><li>a</li><li>b</li></ul>");
    assert.equal(shown("3. a\n4. b"), '<ol start="3"><li>a</li><li>b</li></ol>');
    assert.equal(shown("# Head\n\ntext"), "<p><strong>Head</strong></p><p>text</p>");
    assert.equal(
      shown("|a|b|\n|-|-|\n|1|2|"),
      "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    );
    assert.equal(shown("```python\nNone\n```"), '<pre><code><span class="n">None</span></code></pre>');
    assert.equal(
      shown("See https://example.com/a."),
      '<p>See <a href="https://example.com/a" rel="noreferrer">https://example.com/a</a>.</p>',
    );
    assert.equal(shown("  indented\n\n    as docstrings are"), "<p>indented</p><p>as docstrings are</p>");
    assert.equal(shown(" \n "), "");
  });

  it("bring no markup of their own, no pictures, and no links to what runs", () => {
    assert.equal(shown("<b>x</b>"), "<p>&lt;b&gt;x&lt;/b&gt;</p>");
    assert.doesNotMatch(shown("[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x)"), /<a /);
    assert.doesNotMatch(shown("[a](java&#115;cript:alert(1)) <javascript:alert(1)>"), /<a /);
    assert.equal(
      shown("![alt](https://example.com/x.png)"),
      '<p><a href="https://example.com/x.png" rel="noreferrer">alt</a></p>',
    );
    assert.equal(shown("a&#x202e;b\u0007"), "<p>a\\u202eb\\u0007</p>");
  });

  it("hold whatever they are made of", () => {
    const piece = fc.oneof(fc.constantFrom(...MARKDOWN, ...WORDS), anyText({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const html = shown(pieces.join(""));
        const tags = html.match(/<[^>]*>/g) ?? [];
        for (const tag of tags) {
          assert.match(
            tag,
            /^<(?:\/?(?:p|em|strong|s|[uo]l|li|blockquote|table|thead|tbody|tr|t[hd]|pre|code|a|span)|hr|br|ol start="\d+"|span class="\w"|a href="(?:https?:|mailto:|#)[^"]*"(?: rel="noreferrer")?)>$/i,
          );
        }
        assert.equal(
          tags.filter((tag) => tag.startsWith("</")).length * 2,
          tags.filter((tag) => !/^<[hb]r>$/.test(tag)).length,
        );
        assert.doesNotMatch(html, /[\p{Cf}\p{Cs}]/u);
        assert.deepEqual(markupIn(markdownDescription(pieces.join("")).join("\n\n")), []);
        assert.deepEqual(markupIn(`|a|\n|-|\n| ${plainLine(pieces.join(""))} |`), []);
        assert.doesNotMatch(plainLine(pieces.join("")), /\n/);
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  it("stay what they are in Markdown, whatever stands around code, and before a link", () => {
    const code = "x\n\n<script>run()</script>\n\n```\n\n[a](javascript:run())";
    const fence = (info: string, prefix: string) =>
      [`~~~${info}`, ...code.split("\n"), "~~~"].map((line) => prefix + line).join("\n");
    for (const text of [
      fence("ts", ""),
      fence("a`b", ""),
      fence("`<b>`", ""),
      fence("```", ""),
      fence("ts", "> "),
      fence("ts", "> > "),
      `> - a\n${fence("ts", ">   ")}`,
      `- > a\n${fence("ts", "  > ")}`,
      `999999999. a\n2. b\n\n${fence("ts", "           ")}`,
      "&#32;- ~~~\n\n<b>",
    ]) {
      assert.deepEqual(markupIn(markdownDescription(text).join("\n\n")), [], text);
    }
    for (const text of ["!http://x/", "\\\\![a](http://x/)", "- !http://x/"])
      assert.deepEqual(markupIn(markdownDescription(text).join("\n\n")), [], text);
    const [only] = markdownDescription("~~~C++`x\na\n~~~");
    assert.equal(only, "```c++\na\n```");
    assert.deepEqual(markdownDescription("&#32;- a&#32;"), ["\\- a "]);
    assert.deepEqual(markdownDescription("[a](https://x/?b&copy=1)"), ["[a](<https://x/?b&amp;copy=1>)"]);
  });

  it("of any depth and size are read", () => {
    assert.ok(markdownDescription(`~~~\n${"`a".repeat(200_000)}\n~~~`).length > 0);
    assert.ok(shown(`${"> ".repeat(20_000)}x`).length > 0);
    assert.ok(shown("[".repeat(50_000)).length > 0);
    assert.ok(shown("*a **b ".repeat(5_000)).length > 0);
    assert.ok(shown(`${"- ".repeat(10_000)}x`).length > 0);
    assert.ok(shown("word ".repeat(200_000)).length > 1_000_000);
  });

  it("stay Markdown where the pages are Markdown", () => {
    const same = (text: string, expected = text) =>
      assert.equal(markdownDescription(text).join("\n\n"), expected);
    same("A *b* **c** `d`.");
    same("- a\n- b");
    same("3. a\n4. b");
    same("| a | b |\n|---|---|\n| 1 | 2 |");
    same("```python\nNone\n```");
    same("> quoted");
    same("[a](<https://example.com/>)");
    same("# Head\n\ntext", "**Head**\n\ntext");
    same("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;");
    same("1\\. a", "1\\. a");
    assert.equal(plainLine("a\n\n- b\n- `c|d`"), "a b `c\\|d`");
  });

  it("have a first sentence", () => {
    assert.equal(summary("Starts *it* now. And more.\n\nElse."), "Starts it now.");
    assert.equal(summary("Version 1.0 of it\nhere"), "Version 1.0 of it here");
    assert.equal(summary(undefined), "");
  });
});
