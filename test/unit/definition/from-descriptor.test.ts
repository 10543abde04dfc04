import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { fromDescriptor } from "../../../src/definition/from-descriptor.js";
import { loadService } from "../../../src/definition/load-service.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { stringifyJson } from "../../../src/json/json.js";
import { fixtureService } from "../generator/fixtures.js";

const SCHEMAS = fileURLToPath(new URL("../../../schemas/", import.meta.url));
const files = [
  "my-service.json",
  "my-second-service.json",
  ...readdirSync(join(SCHEMAS, "openstack")).map((name) => `openstack/${name}`),
];

describe("a definition made of a descriptor", () => {
  for (const file of files.filter((name) => !name.endsWith("objects.json"))) {
    it(`has the descriptor of ${file}`, () => {
      const descriptor = toDescriptor(fixtureService(join(SCHEMAS, file)));
      const text = stringifyJson(fromDescriptor(descriptor));
      assert.deepEqual(
        toDescriptor(loadService("again.json", { readFile: () => Buffer.from(text) })),
        descriptor,
      );
    });
  }

  it("keeps the version that a method came with, whatever the service's major version is", () => {
    const descriptor = toDescriptor(fixtureService(join(SCHEMAS, "my-service.json")));
    const methods = descriptor.methods.map((method) => ({ ...method, since: "1.0" }));
    const { methods: made } = fromDescriptor({ ...descriptor, version: "2.1", methods });
    assert.deepEqual(
      new Set(Object.values(made as Record<string, { since?: string }>).map(({ since }) => since)),
      new Set(["1.0"]),
    );
  });
});
