import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { oslogen } from "./oslogen.js";
import { enterProject, SMALLEST } from "./project.js";

/** What the commands say of a folder with one right definition and another file. */
async function besideAnother(content: unknown): Promise<readonly string[]> {
  enterProject({ "schemas/small.json": SMALLEST });
  await oslogen("generate");
  const bytes = Buffer.isBuffer(content) || typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync("schemas/other.json", bytes);
  const { errors, exitCode } = await oslogen("generate", "--check");
  const lint = await oslogen("lint");
  assert.equal(exitCode, errors.length === 0 ? 0 : 1);
  assert.equal(lint.exitCode, exitCode);
  return errors;
}

describe("a file below schemas/", () => {
  const utf16 = Buffer.from(`\ufeff${JSON.stringify(SMALLEST)}`, "utf16le");
  for (const [name, content, expected] of [
    ["is UTF-16", utf16, /other\.json.* is UTF-16 text; save it as UTF-8/],
    ["is UTF-16, the other way round", Buffer.from(utf16).swap16(), /is UTF-16 text; save it as UTF-8/],
    ["is UTF-16 without a mark", utf16.subarray(2), /other\.json.* is not JSON: .* at 1:\d/],
    ["is Latin-1", Buffer.from('{"service": "\xe9"}', "latin1"), /other\.json.* is not UTF-8 text.*save it/],
    ["is empty", "", /other\.json.* is empty; expected a JSON object/],
    ["is blank", "\n \n", /other\.json.* is empty/],
    ["breaks off", '{\n  "title": "x",\n  "type":', /other\.json.* is not JSON: .* at 3:\d/],
    [
      "misspells the service",
      { servce: "S", version: "1.0" },
      /other\.json#\/servce.*did you mean "service"/,
    ],
    ["has it in capitals", { Service: "S", topic: "t" }, /other\.json#\/Service.*did you mean "service"/],
    [
      "misspells the service beside methods",
      { sevice: "S", methods: { ping: {} } },
      /other\.json#\/sevice.*did you mean "service"/,
    ],
    [
      "has a topic, methods and no service",
      { topic: "t", methods: { ping: { params: [] } } },
      /other\.json.* needs the key "service"/,
    ],
    [
      "has a version, methods and no service",
      { version: "1.0", methods: {} },
      /other\.json.* needs the key "service"/,
    ],
    [
      "names the metaschema",
      { $schema: "../node_modules/oslo-rpc/schemas/oslo-service.schema.json" },
      /other\.json.* needs the key "service"/,
    ],
  ] as const) {
    it(`is not passed over when it ${name}`, async () => {
      assert.match((await besideAnother(content)).join("\n"), expected);
    });
  }

  it("is passed over when it is other JSON", async () => {
    for (const content of [
      { type: "object", properties: { service: { type: "string" } } },
      { $schema: "https://json-schema.org/draft/2020-12/schema", $defs: {} },
      { serviceName: "x", services: {} },
      { Service: "ec2.amazonaws.com" },
      { device: "sda", version: "1.0", topic: "disks" },
      { topic: "orders", partitions: 3 },
      { topic: "t", version: "1.0" },
      { methods: { get: {} } },
      { openrpc: "1.2.6", info: { title: "x", version: "1.0" }, methods: [] },
      { openrpc: "1.3.2", serve: "x", version: "1.0", methods: {} },
      { topic: "t", methods: [{ name: "ping" }] },
      { topic: "t", methods: { ping: { params: { a: 1 } } } },
      { name: "x", version: "1.0.0", serve: "dist", methods: "x" },
      { asyncapi: "3.0.0", topic: "t", version: "1.0", methods: {} },
      {},
      [],
      [{ service: "S" }],
      1,
      null,
      "true",
    ]) {
      assert.deepEqual(await besideAnother(content), []);
    }
    mkdirSync("schemas/folder.json");
    assert.equal((await oslogen("generate", "--check")).exitCode, 0);
  });
});

describe("definitions in YAML and in JSON with comments", () => {
  const YAML = 'service: Small\ntopic: t\nversion: "1.0"\nmethods: { ping: {} }\n';

  it("are found and generated as those in JSON are", async () => {
    enterProject({
      "schemas/a.yaml": YAML,
      "schemas/b.yml": YAML,
      "schemas/c.jsonc": `// c\n${JSON.stringify(SMALLEST)}`,
      "schemas/compose.yaml": "services: {}\n",
    });
    const { lines, exitCode } = await oslogen();
    assert.equal(exitCode, 0);
    assert.deepEqual(
      lines.filter((line) => line.endsWith("client.ts")),
      ["a", "b", "c"].map((name) => `wrote generated/${name}/client.ts`),
    );
    assert.equal((await oslogen("--check")).exitCode, 0);
    assert.equal((await oslogen("lint", "schemas/a.yaml")).exitCode, 0);
  });

  it("do not share a name", async () => {
    enterProject({ "schemas/a.yaml": YAML, "schemas/a.json": SMALLEST });
    const { errors, exitCode } = await oslogen();
    assert.equal(exitCode, 2);
    assert.match(
      errors[0] ?? "",
      /schemas\/a\.json and schemas\/a\.yaml would both be written to a; rename one/,
    );
  });
});

describe("a name that Windows cannot have", () => {
  for (const name of ["con", "NUL", "aux.v1", "com1", "LPT9.x", "dots."]) {
    it(`is not that of generated code: ${name}`, async () => {
      enterProject({ [`schemas/${name}.json`]: SMALLEST });
      for (const command of ["generate", "scaffold", "docs", "python"]) {
        const { errors, exitCode } = await oslogen(command);
        assert.equal(exitCode, 2, command);
        assert.equal(
          errors[0],
          `error: schemas/${name}.json: rename the file, its name becomes that of a folder, and Windows has none called ${name}`,
        );
      }
    });
  }

  it("is none that only begins or ends as one", async () => {
    for (const name of ["console", "con-1", "com10", "my.con", "lpt"]) {
      enterProject({ [`schemas/${name}.json`]: SMALLEST });
      assert.equal((await oslogen()).exitCode, 0, name);
    }
  });

  it("is not that of a new service, of an imported definition or of a Python package", async () => {
    enterProject({
      "con.py": "class Con(object):\n    def ping(self, ctxt):\n        pass\n",
      "schemas/con-.json": SMALLEST,
    });
    assert.deepEqual(await oslogen("init", "con"), {
      lines: [],
      errors: ["error: Windows can have no file called con; choose another name"],
      exitCode: 2,
    });
    await oslogen("import", "con.py", "--class", "Con", "--topic", "t", "--out", "definitions");
    assert.ok(existsSync("definitions/con-service.json"));
    await oslogen("python", "--out", "py");
    assert.ok(existsSync("py/con_/client.py"));
  });
});
