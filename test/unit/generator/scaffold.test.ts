import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { loadService } from "../../../src/definition/load-service.js";
import { enterProject, oslogen, SMALLEST, tree } from "./project.js";

describe("oslo-gen scaffold", () => {
  it("writes the class to fill in", async () => {
    enterProject({ "schemas/my-small.json": SMALLEST });
    assert.deepEqual((await oslogen("scaffold")).lines, ["wrote src/endpoints/my-small.ts"]);
    assert.equal(
      readFileSync("src/endpoints/my-small.ts", "utf8"),
      `import { NotImplemented, type RequestContext } from "oslo-rpc";
import { SmallEndpoint } from "../../generated/my-small/index.js";

export class Small extends SmallEndpoint {
  override async ping(ctx: RequestContext): Promise<void> {
    throw new NotImplemented("ping");
  }
}
`,
    );
  });

  it("finds the generated code from where it is told to write", async () => {
    enterProject({ "a.json": SMALLEST });
    await oslogen("scaffold", "a.json", "--dir", "lib", "--out", "lib/gen");
    assert.match(readFileSync("lib/a.ts", "utf8"), /from "\.\/gen\/a\/index\.js";/);
  });

  it("writes a class for a service without methods", async () => {
    enterProject({ "schemas/a.json": { ...SMALLEST, methods: {} } });
    await oslogen("scaffold");
    assert.equal(
      readFileSync("src/endpoints/a.ts", "utf8"),
      'import { SmallEndpoint } from "../../generated/a/index.js";\n\nexport class Small extends SmallEndpoint {\n}\n',
    );
  });
});

describe("oslo-gen init", () => {
  it("writes a definition that is right, with a metaschema that an editor finds", async () => {
    enterProject({});
    assert.deepEqual(await oslogen("init", "my-service"), {
      lines: ["wrote schemas/my-service.json"],
      errors: [],
      exitCode: 0,
    });
    const { service, topic, version } = loadService("schemas/my-service.json");
    assert.deepEqual([service, topic, version], ["MyService", "my-service", "1.0"]);
    const { $schema } = JSON.parse(readFileSync("schemas/my-service.json", "utf8"));
    assert.equal($schema, "../node_modules/oslo-rpc/schemas/oslo-service.schema.json");
    assert.equal((await oslogen()).exitCode, 0);
  });

  it("never overwrites", async () => {
    enterProject({ "schemas/my-service.json": "// mine" });
    assert.deepEqual(await oslogen("init", "my-service"), {
      lines: [],
      errors: ["error: schemas/my-service.json exists and was left as it is"],
      exitCode: 1,
    });
    assert.deepEqual(tree(), { "schemas/my-service.json": "// mine" });
  });

  it("takes a name and no path", async () => {
    enterProject({});
    for (const name of ["../x", "a/b", "", "1a", "-", "a b"]) {
      assert.equal((await oslogen("init", "--", name)).exitCode, 2, name);
    }
    assert.deepEqual(tree(), {});
  });
});
