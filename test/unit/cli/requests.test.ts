import assert from "node:assert/strict";
import { test } from "node:test";
import { readTyped } from "../../../src/cli/requests.js";
import type { ServiceDescriptor } from "../../../src/definition/descriptor.js";

const descriptor: ServiceDescriptor = {
  format: 1,
  service: "Store",
  version: "1.0",
  topic: "store",
  additionalTopics: ["store-alt"],
  methods: [{ name: "keep", kind: "call", since: "1.0", params: [], errors: [] }],
};

function refusal(words: readonly string[], schema?: string): string {
  try {
    readTyped("call", words, descriptor, schema === undefined ? {} : { schema });
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("a topic where the method belongs is told to be left out, where the definition has it", () => {
  for (const topic of ["store", "store-alt"]) {
    assert.equal(
      refusal([topic, "keep"], "store.json"),
      `Store has no method "${topic}", which is its topic: with --schema the topic is left out`,
    );
  }
  assert.equal(refusal(["kep"], "store.json"), 'Store has no method "kep"; did you mean "keep"?');
  assert.equal(refusal(["other"], "store.json"), 'Store has no method "other"; it has keep');
  assert.doesNotMatch(refusal(["store"]), /--schema/);
  assert.equal(refusal(["keep"], "store.json"), "");
});
