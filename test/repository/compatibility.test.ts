import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { splitPage, YES } from "../../scripts/compatibility-page.js";
import { COMMAND, compatibilityPart, NO_TEST } from "../../scripts/reference-compatibility.js";
import { COMMAND as DEPLOYMENTS_COMMAND, deploymentsPart } from "../../scripts/reference-deployments.js";
import { type Deployment, deployments, hasTransientQuorum } from "../rabbit/support/deployments.js";
import { DEPLOYMENT_FEATURES, FEATURES } from "../support/compatibility.js";

const ROOT = join(import.meta.dirname, "../..");
const SECTIONS = Object.entries(FEATURES);

/** The cells of the first table of a text, without head and rule. */
function tableRows(text: string): string[][] {
  const cells = text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const width = cells[0]?.length;
  assert.ok(width !== undefined && cells.every((row) => row.length === width), `a table in ${text}`);
  return cells.slice(2);
}

/** The rows of the table below a heading. */
function rowsBelow(heading: string, part: string): string[][] {
  return tableRows(part.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "");
}

/** What a cell may say where Python cannot everything, for the reason of that number. */
function limited(reason: number): RegExp {
  return new RegExp(`^(yes|(Python → us|us → Python|Python cannot) <sup>${reason}</sup>)$`);
}

describe("the committed page of compatibility", () => {
  const page = readFileSync(join(ROOT, "docs/compatibility.md"), "utf8");
  const [, part] = splitPage(page, COMMAND);
  const tests = new Map(
    rowsBelow("The tests behind each row", part).map(([feature = "", cell = ""]) => [feature, cell]),
  );

  for (const [section, features] of SECTIONS) {
    it(`has the rows of ${section}, and a test behind each yes`, () => {
      const rows = rowsBelow(section, part);
      assert.deepEqual(
        rows.map(([feature]) => feature),
        [...features],
        "run npm run docs:compatibility",
      );
      for (const [feature = "", ...cells] of rows) {
        assert.ok(
          cells.every((cell) => cell === YES || cell === NO_TEST),
          feature,
        );
        assert.equal(tests.get(feature) !== NO_TEST, cells.includes(YES), feature);
      }
    });
  }

  it("names tests that are there", () => {
    const files = [...part.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file ?? "");
    assert.ok(files.length > 0);
    for (const file of new Set(files)) assert.ok(existsSync(join(ROOT, file)), file);
  });

  it("names the versions", () => {
    for (const name of [/- Node\.js \d+\./, /Python \d+\.\d+/, /oslo\.messaging \d+\./])
      assert.match(part, name);
  });
});

describe("the tables of compatibility", () => {
  const peer = JSON.stringify({ peer: { Python: "3.1.0", "oslo.messaging": "14.0.3" } });
  const shown = {
    feature: "call",
    direction: "from Python",
    route: "legacy",
    python: "oslo.messaging 14",
    file: "test/interop/x.test.ts",
    test: "call",
  };

  it("say yes to what was shown alone, and leave out columns without any test", () => {
    const other = { ...shown, feature: "cast", direction: "to Python" };
    const part = compatibilityPart([peer, ...[shown, other].map((one) => JSON.stringify(one))].join("\n"));
    assert.match(
      part,
      /^\| {2}\| router, legacy, 14\.0\.3:<br>Python → us \| router, legacy, 14\.0\.3:<br>us → Python \|$/m,
    );
    const rows = rowsBelow("Calls and casts", part);
    assert.deepEqual(rows.slice(0, 3), [
      ["call", YES, NO_TEST],
      ["many calls at once", NO_TEST, NO_TEST],
      ["cast", NO_TEST, YES],
    ]);
    assert.match(part, /^\| call \| `test\/interop\/x\.test\.ts`: call \|$/m);
  });

  it("are not made of a run in which nothing passed, or whose Python is not known", () => {
    assert.throws(() => compatibilityPart(peer), /no test .* has passed/);
    assert.throws(
      () => compatibilityPart(JSON.stringify(shown)),
      /no peer of the run was oslo\.messaging 14/,
    );
  });
});

describe("the matrix of deployments", () => {
  const page = readFileSync(join(ROOT, "docs/compatibility.md"), "utf8");
  const [, part] = splitPage(page, DEPLOYMENTS_COMMAND);
  const tools = Object.keys(deployments) as Deployment[];

  it("has every deployment, with every Python, at every RabbitMQ, and no dash", () => {
    const sections = part.split(/^### /m).slice(1, -1);
    const titles = sections.map((section) => section.split("\n")[0] ?? "");
    assert.match(
      titles.join("; "),
      /^RabbitMQ 4\.0\.\d+; RabbitMQ (\S+), transient queues permitted; RabbitMQ \1, transient queues denied$/,
    );
    const pythons = [...new Set(tableRows(sections[0] ?? "").map(([title]) => title?.split(", ")[1]))];
    assert.match(pythons.join(" "), /^14\.0\.3 16\.\S+ 18\.\S+$/);
    for (const section of sections) {
      const rows = tableRows(section).map(([title = "", ...cells]) => ({ title, cells }));
      assert.deepEqual(
        rows.map(({ title }) => title),
        tools.flatMap((tool) => pythons.map((python) => `${tool}, ${python}`)),
        `run npm run ${DEPLOYMENTS_COMMAND}`,
      );
      for (const { title, cells } of rows) {
        assert.equal(cells.length, DEPLOYMENT_FEATURES.length);
        const isOld =
          title.endsWith("14.0.3") &&
          tools.some((tool) => title.startsWith(tool) && hasTransientQuorum(tool));
        const isDenied =
          section.includes("denied\n") &&
          tools.some((tool) => title.startsWith(tool) && !hasTransientQuorum(tool));
        const allowed = isOld ? limited(1) : isDenied ? limited(2) : /^yes$/;
        for (const cell of cells) assert.match(cell, allowed, title);
      }
    }
  });

  const cell = {
    deployment: "kolla-ansible",
    broker: "RabbitMQ 4",
    python: "14.0.3",
    direction: "from Python",
    feature: "call",
  };
  const whole = DEPLOYMENT_FEATURES.flatMap((feature) =>
    ["from Python", "to Python"].map((direction) => ({ ...cell, feature, direction })),
  );
  const logOf = (cells: readonly object[]) => cells.map((one) => JSON.stringify({ cell: one })).join("\n");

  it("says which way works, and why the other does not", () => {
    const cells = whole.map((one) => {
      const { feature, direction } = one;
      const fails = feature === "cast" || (feature === "fanout" && direction === "to Python");
      return fails || (feature === "call" && direction === "from Python")
        ? { ...one, limit: "old version" }
        : one;
    });
    const [row] = tableRows(deploymentsPart(logOf(cells), ["kolla-ansible"]));
    const [title, call, cast, fanout, ...others] = row ?? [];
    assert.equal(title, "kolla-ansible, 14.0.3");
    assert.deepEqual(
      [call, cast, fanout],
      ["us → Python <sup>1</sup>", "Python cannot <sup>1</sup>", "Python → us <sup>1</sup>"],
    );
    assert.ok(others.every((text) => text === YES));
  });

  it("is not made of a run in which a cell is missing", () => {
    assert.throws(
      () => deploymentsPart(logOf(whole.slice(1)), ["kolla-ansible"]),
      /not both directions of call, kolla-ansible, 14\.0\.3/,
    );
    assert.throws(() => deploymentsPart("", []), /no cell/);
  });
});
