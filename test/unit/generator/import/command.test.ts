import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../fixtures.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const EXPECTED = join(ROOT, "test/fixtures/definitions/depot-stock.json");
const FILES = ["depot/manager.py", "depot/rpcapi.py"];

/** A project with a Python service of several files. */
function enterDepot(): void {
  enterProject({});
  cpSync(join(ROOT, "test/fixtures/python/depot"), "depot", { recursive: true });
}

const ENDPOINT = `import oslo_messaging
class Api:
    target = oslo_messaging.Target(topic="t", version="1.0")
    def run(self, context): pass
`;

describe("oslo-gen import", () => {
  it("makes a definition of a manager, a client, and what they import, that generates and lints clean", async () => {
    enterDepot();
    const { lines, errors } = await oslogen("import", ...FILES, "--out", "schemas/");
    assert.deepEqual(errors, []);
    const { $schema, ...made } = JSON.parse(readFileSync("schemas/depot-stock.json", "utf8"));
    const { $schema: _, ...expected } = JSON.parse(readFileSync(EXPECTED, "utf8"));
    assert.equal($schema, "../node_modules/oslo-rpc/schemas/oslo-service.schema.json");
    assert.deepEqual(made, expected);
    assert.ok(lines.some((line) => /^ {2}get_part \(depot\/manager\.py:\d+\): certain: call, /.test(line)));

    const linted = await oslogen("lint");
    assert.equal(linted.exitCode, 0);
    const others = linted.lines.slice(0, -1).filter((line) => !line.endsWith("[missing-description]"));
    assert.deepEqual(others, []);
    assert.equal((await oslogen()).exitCode, 0);
  });

  it("takes the default of control_exchange from the command line, and one exchange alone", async () => {
    enterProject({ "api.py": ENDPOINT });
    const { lines, errors } = await oslogen("import", "api.py", "--control-exchange", "nova");
    assert.equal(JSON.parse(lines[0] ?? "").controlExchange, "nova", errors.join());
    const both = await oslogen("import", "api.py", "--control-exchange", "nova", "--exchange", "nova");
    assert.match(both.errors.join(), /--exchange and --control-exchange do not go together/);
    assert.equal(both.exitCode, 2);
  });

  it("tells where client and server disagree", async () => {
    enterDepot();
    const { lines } = await oslogen("import", ...FILES);
    const said = lines.filter((line) => line.startsWith("  disagreement: ")).map((line) => line.slice(16));
    assert.deepEqual(said, [
      "move_part: StockAPI sends part, which StockManager does not take",
      "move_part: StockAPI sends shelf, which StockManager does not take",
      "reserve: StockAPI sends colour, which StockManager does not take",
      "refresh: StockAPI asks for version 2.6, StockManager has 2.5",
      "StockAPI asks for forget_part, which StockManager does not have",
      "old_count_parts is served, and no client asks for it",
    ]);
  });

  it("puts the definition on stdout and the report elsewhere where no file is named", async () => {
    enterProject({ "api.py": ENDPOINT });
    const { lines } = await oslogen("import", "api.py");
    assert.equal(JSON.parse(lines[0] ?? "").service, "Api");
    assert.match(lines[1] ?? "", /^Api: 1 method from Api \(api\.py\)$/);
  });

  it("replaces nothing unless it is told to", async () => {
    enterProject({ "api.py": ENDPOINT, "schemas/api.json": "{}" });
    const kept = await oslogen("import", "api.py", "--out", "schemas/api.json");
    assert.deepEqual(kept, {
      lines: [],
      errors: [
        "error: schemas/api.json: is there already; add to it with --merge, or replace it with --force",
      ],
      exitCode: 1,
    });
    assert.equal((await oslogen("import", "api.py", "--out", "schemas/api.json", "--force")).exitCode, 0);
    assert.match(readFileSync("schemas/api.json", "utf8"), /"service": "Api"/);
  });

  it("takes several services into a folder, or one of them", async () => {
    const other = ENDPOINT.replace("class Api", "class OtherManager").replace('"t"', '"o"');
    enterProject({ "api.py": ENDPOINT, "other.py": other });
    const both = await oslogen("import", "api.py", "other.py");
    assert.equal(both.exitCode, 2);
    assert.match(both.errors[0] ?? "", /hold 2 services: Api, Other; choose the classes of one with --class/);
    assert.equal((await oslogen("import", "api.py", "other.py", "--out", "schemas")).exitCode, 0);
    assert.match(readFileSync("schemas/other.json", "utf8"), /"topic": "o"/);
    const one = await oslogen("import", "api.py", "other.py", "--class", "OtherManager");
    assert.equal(JSON.parse(one.lines[0] ?? "").service, "Other");
  });

  it("says what is wrong with its words and files", async () => {
    enterProject({
      "api.py": ENDPOINT,
      "empty.py": "x = 1\n",
      "bad.py": "x = 1\ndef f(:",
      "notes.txt": "",
    });
    for (const [words, exitCode, error] of [
      [["lost.py"], 2, "error: lost.py: no such file"],
      [
        ["notes.txt"],
        2,
        "error: notes.txt: is no Python file and no JSON; name files that end in .py or .json",
      ],
      [["."], 2, "error: .: is no Python file and no JSON; name files that end in .py or .json"],
      [["empty.py"], 1, "error: empty.py: no class serves or calls RPC methods; name one with --class"],
      [
        ["api.py", "--class", "Apy"],
        2,
        'error: --class Apy: no such class in the files; did you mean "Api"?',
      ],
      [
        ["bad.py"],
        1,
        "error: bad.py: line 2 could not be read; bad.py: no class serves or calls RPC methods; name one with --class",
      ],
      [
        ["bad.py", "--class", "Api"],
        2,
        "error: bad.py: line 2 could not be read; --class Api: no such class in the files",
      ],
      [["api.py", "--path", "lost"], 2, "error: --path lost: no such folder"],
    ] as const) {
      const outcome = await oslogen("import", ...words);
      assert.deepEqual([outcome.exitCode, outcome.errors], [exitCode, [error]]);
    }
  });
});
