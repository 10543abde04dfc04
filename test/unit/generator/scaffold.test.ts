import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { oslogen } from "./oslogen.js";
import { enterProject, SMALLEST } from "./project.js";

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
