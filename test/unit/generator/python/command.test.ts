import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { packageName, pythonNames } from "../../../../generator/python/python-names.js";
import { pythonPattern } from "../../../../generator/python/python-pattern.js";
import { oslogen } from "../oslogen.js";
import { enterProject, SMALLEST, tree } from "../project.js";

const WITH_ERRORS = { ...SMALLEST, errors: { E: { module: "small.exceptions" } } };
const OUT = "generated-python";

describe("oslo-gen python", () => {
  it("writes a package for each definition, and then finds it up to date", async () => {
    enterProject({ "schemas/my-small.json": WITH_ERRORS });
    const { lines, exitCode } = await oslogen("python");
    assert.equal(exitCode, 0);
    assert.deepEqual(
      lines,
      "__init__ base service validation client descriptor endpoint exceptions"
        .split(" ")
        .map((name) => `wrote ${OUT}/my_small/${name}.py`)
        .concat([`wrote ${OUT}/my_small/py.typed`, `wrote ${OUT}/my_small/types.py`]),
    );
    assert.deepEqual((await oslogen("python")).lines, [`${OUT}/my_small is up to date`]);
    assert.equal((await oslogen("python", "--check")).exitCode, 0);
  });

  it("says with --check what differs, and writes nothing", async () => {
    enterProject({ "schemas/small.json": SMALLEST });
    await oslogen("python", "--out", "rpc");
    writeFileSync("schemas/small.json", JSON.stringify({ ...SMALLEST, topic: "other" }));
    const before = tree();
    const { lines, errors, exitCode } = await oslogen("python", "--out", "rpc", "--check");
    assert.equal(exitCode, 1);
    assert.ok(lines.includes('  +    topic="other",'), lines.join("\n"));
    assert.match(errors[0] ?? "", /not up to date; run: oslo-gen python --out rpc$/);
    assert.deepEqual(tree(), before);
  });

  it("leaves what somebody edited or wrote, and removes what is generated no longer", async () => {
    enterProject({ "schemas/a.json": WITH_ERRORS, "schemas/b.json": SMALLEST, [`${OUT}/a/mine.py`]: "" });
    await oslogen("python");
    rmSync("schemas/b.json");
    writeFileSync("schemas/a.json", JSON.stringify(SMALLEST));
    await oslogen("python");
    assert.deepEqual(
      [
        existsSync(`${OUT}/a/exceptions.py`),
        existsSync(`${OUT}/b/client.py`),
        existsSync(`${OUT}/a/mine.py`),
      ],
      [false, false, true],
    );
    appendFileSync(`${OUT}/a/client.py`, "# mine\n");
    writeFileSync("schemas/a.json", JSON.stringify({ ...SMALLEST, methods: {} }));
    const { errors, exitCode } = await oslogen("python");
    assert.equal(exitCode, 1);
    assert.match(errors[0] ?? "", /client\.py was edited since oslo-gen wrote it; --force replaces it/);
    assert.equal((await oslogen("python", "--force")).exitCode, 0);
    assert.ok(!readFileSync(`${OUT}/a/client.py`, "utf8").includes("# mine"));
  });

  it("writes no package in the place of another, or of one of Python's own", async () => {
    enterProject({
      "schemas/a-b.json": SMALLEST,
      "schemas/a.b.json": SMALLEST,
      "schemas/types.json": SMALLEST,
    });
    const { errors, exitCode } = await oslogen("python");
    assert.equal(exitCode, 2);
    assert.match(errors[0] ?? "", /schemas\/a-b\.json and schemas\/a\.b\.json would both be the package a_b/);
    rmSync("schemas/a.b.json");
    await oslogen("python");
    assert.ok(existsSync(`${OUT}/types_/client.py`));
  });

  it("knows its help, and is meant by what is nearly its name", async () => {
    enterProject({});
    assert.match((await oslogen("pythn")).errors[0] ?? "", /python/);
    assert.equal((await oslogen("python", "--check", "--dry-run")).exitCode, 2);
  });
});

describe("names of Python", () => {
  it("are those of the wire where they can be, and others where they cannot", () => {
    const taken = new Set(["prepare"]);
    assert.deepEqual(
      pythonNames(["place", "from", "do-it", "do_it", "größe", "1st", "__init__", "prepare", "None"], taken),
      ["place", "from_", "do_it_", "do_it", "gro_e", "_1st", "_init__", "prepare_", "None_"],
    );
    assert.deepEqual(["my-service", "Types", "import", "2nd.v1"].map(packageName), [
      "my_service",
      "types_",
      "import_",
      "_2nd_v1",
    ]);
  });

  it("are not made of patterns that Python cannot have", () => {
    assert.deepEqual(
      ["^a$", "\\p{L}", "(?<=a)b", "(?<n>.)\\k<n>", "[^]", "[\\S]", "a\\/b", "\\u{1f600}"].map(pythonPattern),
      [
        "^a\\Z",
        undefined,
        undefined,
        "(?P<n>[^\\n\\r\\u2028\\u2029])(?P=n)",
        "[\\s\\S]",
        undefined,
        "a/b",
        "\\U0001f600",
      ],
    );
  });
});
