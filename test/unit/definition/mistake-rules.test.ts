import assert from "node:assert/strict";
import { it } from "node:test";
import { inspectService } from "../../../src/definition/load-service.js";
import type { MISTAKE_RULES } from "../../../src/definition/mistake-rules.js";
import { SMALLEST, written } from "./definition-file.js";

const method = (content: unknown) => ({ ...SMALLEST, methods: { m: content } });
const param = (...params: unknown[]) => method({ params });
const schema = (content: unknown) => param({ name: "p", schema: content });

const VERSIONED = { name: "A", namespace: "n", version: "1.0" };

/** A default and an example are held against their schemas by the generator, which has the validator. */
type Misfit = "default-misfit" | "example-misfit";

const EXAMPLES: Record<Exclude<keyof typeof MISTAKE_RULES, Misfit>, unknown> = {
  "unreadable-file": "[",
  "wrong-shape": schema({ type: "strin" }),
  "unknown-key": schema({ minLenght: 1 }),
  "old-draft": schema({ $schema: "http://json-schema.org/draft-04/schema#" }),
  "version-format": { ...SMALLEST, version: "1" },
  "bad-ref": schema({ $ref: "#/$defs/Nothing" }),
  "endless-ref": { ...SMALLEST, $defs: { A: { $ref: "#/$defs/A" } } },
  "name-clash": { ...SMALLEST, methods: { "do-it": {}, doIt: {} } },
  "object-member": param({ name: "toString", schema: {} }),
  "duplicate-param": param({ name: "p", schema: {} }, { name: "p", schema: {} }),
  "params-order": param({ name: "p", schema: {}, required: false }, { name: "q", schema: {} }),
  "cast-answer": method({ kind: "cast", result: {} }),
  "undeclared-error": method({ errors: ["E"] }),
  "duplicate-example": method({ examples: [{ name: "a" }, { name: "a" }] }),
  "example-answer": method({ result: {}, examples: [{ name: "a" }] }),
  "since-range": method({ since: "2.0" }),
  "until-range": param({ name: "p", schema: {}, required: false, until: "1.2" }),
  "topic-twice": { ...SMALLEST, additionalTopics: [SMALLEST.topic] },
  "exchange-choice": { ...SMALLEST, exchange: "x", controlExchange: "x" },
  "kwargs-object": { ...SMALLEST, errors: { E: { module: "m", kwargs: { type: "string" } } } },
  "unsafe-pattern": schema({ pattern: "^(a+)+$" }),
  "int64-type": schema({ type: "string", format: "int64" }),
  "int64-place": schema({ not: { type: "integer", format: "int64" } }),
  "object-place": schema({ versionedObject: VERSIONED }),
  "object-fields": { ...SMALLEST, $defs: { A: { versionedObject: VERSIONED, allOf: [{}] } } },
};

for (const [rule, definition] of Object.entries(EXAMPLES)) {
  it(`a mistake against ${rule} says so`, () => {
    const { problems } = inspectService(written({ "s.json": definition }));
    assert.deepEqual([...new Set(problems.map((problem) => problem.rule))], [rule]);
  });
}
