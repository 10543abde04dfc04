import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareVersions } from "../../../src/definition/version.js";
import { RequestVersions } from "../../../src/rpc/service-client.js";
import { isCompatible } from "../../../src/rpc/version.js";

describe("versions", () => {
  it("are compatible as oslo has it", () => {
    const table: [string, string, boolean][] = [
      ["1.0", "1.0", true],
      ["1.5", "1.4", true],
      ["1.5", "1.6", false],
      ["2.0", "1.0", false],
      ["1.0", "2.0", false],
      ["1.10", "1.9", true],
      ["1.9", "1.10", false],
      ["1.23.1", "1.23", true],
      ["1.23.0", "1.23.1", false],
      ["1.23.1", "1.23.1", true],
      ["1.24", "1.23.9", true],
      ["1.0", "x", false],
      ["1.0", "1", false],
      ["1.0", "1.0.0.0", false],
    ];
    for (const [implemented, requested, expected] of table) {
      assert.equal(isCompatible(implemented, requested), expected, `${implemented} ${requested}`);
    }
  });

  it("are ordered by their numbers", () => {
    assert.deepEqual(["1.10", "2.0", "1.9", "1.0"].sort(compareVersions), ["1.0", "1.9", "1.10", "2.0"]);
  });

  it("of a request are those of its newest argument", () => {
    const param = (name: string, since?: string) => ({
      name,
      required: false,
      schema: true,
      ...(since !== undefined && { since }),
    });
    const versions = new RequestVersions({
      name: "m",
      kind: "call",
      since: "1.2",
      errors: [],
      params: [param("a"), param("b", "1.10"), param("c", "1.9"), param("d", "1.1")],
    });
    assert.equal(versions.of([]), "1.2");
    assert.equal(versions.of([1, undefined, undefined, 4]), "1.2");
    assert.equal(versions.of([1, undefined, 3]), "1.9");
    assert.equal(versions.of([1, 2, 3, 4]), "1.10");
    assert.equal(versions.of([1, null]), "1.10");
    assert.equal(versions.of([1, 2, 3, 4, 5]), "1.10");
  });
});
