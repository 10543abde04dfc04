import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { servicePage } from "../../../../generator/docs/content/service-page.js";
import type { ExampleGroup } from "../../../../generator/docs/examples/example-group.js";
import { markdownServicePage } from "../../../../generator/docs/markdown/markdown-pages.js";
import { loadDefinition } from "../../../../generator/inspect/inspect-definition.js";
import { ROOT } from "../fixtures.js";

const model = loadDefinition(join(ROOT, "test/fixtures/definitions/shown.json"));
const page = servicePage("shown", model, "shown.json");

function groupsOf(method: string): readonly ExampleGroup[] {
  return page.methods.find((each) => each.method.name === method)?.examples ?? assert.fail();
}

function text(group: ExampleGroup | undefined, language: string): string {
  return group?.examples.find((example) => example.language === language)?.text ?? assert.fail();
}

describe("the examples of a definition on its page", () => {
  it("stand in place of made ones, each with what comes of it", () => {
    assert.deepEqual(
      groupsOf("create").map(({ title, description }) => [title, description]),
      [
        ["Call: a small one", undefined],
        ["Result", undefined],
        ["Call: one of an image", "Takes a while."],
        ["Result", undefined],
        ["Call: too large", undefined],
        ["Error: QuotaExceeded", undefined],
      ],
    );
    assert.equal(
      text(groupsOf("create")[5], "json"),
      '{"message": "no more than 100", "kwargs": {"most": 100}}',
    );
    assert.deepEqual(
      groupsOf("forget").map(({ title }) => title),
      ["Cast: the first one"],
    );
  });

  it("are by name where an argument between is left out, and with further arguments", () => {
    const [now, , before] = groupsOf("move");
    assert.match(text(now, "ts"), /await client\.named\.move\(\{ id: 1, pool: 7 \}\);/);
    assert.match(text(before, "ts"), /await client\.move\(1, "host1", "seven"\);/);
    const [update] = groupsOf("update");
    assert.match(
      text(update, "ts"),
      /volume: \{ id: 2n, name: "system" \},\n {2}class: "fast",\n {2}iops: 500,/,
    );
    assert.match(text(update, "sh"), /iops=500$/);
  });

  it("are requests of the version that takes their arguments", () => {
    const versions = [...groupsOf("move"), ...groupsOf("create")].flatMap(({ title, examples }) => {
      const python = examples.find(({ language }) => language === "python")?.text ?? "";
      const [, version] = /version="([\d.]+)"/.exec(python) ?? [];
      return version === undefined ? [] : [`${title} ${version}`];
    });
    assert.deepEqual(versions, [
      "Call: now 1.2",
      "Call: before 1.2 1.0",
      "Call: a small one 1.0",
      "Call: one of an image 1.2",
      "Call: too large 1.0",
    ]);
  });

  it("are the payloads of a notification, and the first of them is sent", () => {
    const [created] = page.notifications;
    assert.deepEqual(
      created?.examples.map(({ title }) => title),
      ["Payload: the first", "Payload: a later one", "Send", "Listen"],
    );
    assert.match(text(created?.examples[2], "ts"), /volumeCreated\(\{ id: 1n \}\)/);
  });

  it("are on the page in Markdown", () => {
    const all = markdownServicePage(page, "0.0.0");
    for (const line of ["Call: one of an image:", "Takes a while.", "Error: QuotaExceeded:"])
      assert.ok(all.split("\n").includes(line), line);
  });
});
