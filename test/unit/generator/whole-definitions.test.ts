// A definition as a whole has several readers: the validator of the run time, everybody else's validators, and the
// comparison of two ages. None of them may contradict another.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { DEFAULT_TYPES } from "../../../generator/emit/type-settings.js";
import { programModel } from "../../../generator/program-types/program-model.js";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { loadService } from "../../../src/definition/load-service.js";
import type { ServiceModel } from "../../../src/definition/model.js";
import { subschemas } from "../../../src/definition/subschemas.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { InvalidArguments } from "../../../src/errors/validation-errors.js";
import { isJsonObject } from "../../../src/json/json-object.js";
import { isSubset } from "../../../src/subset/compare-schemas.js";
import { SetDefinitions } from "../../../src/subset/definitions.js";
import type { MethodValidator } from "../../../src/validation/method-validator.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";
import { independentChecks } from "../../support/independent-checks.js";
import { propertyRuns } from "../../support/property-runs.js";
import { holdsLargeInteger, jsonValues, SHAPE_DEFS, type Shape, shapes } from "./schema-shapes.js";

const SEED = Number(process.env.OSLO_RPC_TEST_SEED ?? 20_261_130);

/** The parts that definitions are made of, none of which stands in two places. */
const parts = shapes(1).map(({ schema, values }): Shape => ({ schema: structuredClone(schema), values }));

/** A tree that says by `$dynamicRef` what its branches are, and one that narrows it. */
function treeDefs(node: JsonSchema): Record<string, JsonSchema> {
  const properties = { branches: { type: "array", items: { $dynamicRef: "#node" } }, leaf: true };
  return {
    Open: { $id: "open", $dynamicAnchor: "node", type: "object", properties },
    Strict: { $id: "strict", $dynamicAnchor: "node", $ref: "open", properties: { leaf: node } },
  };
}

interface Case {
  readonly model: ServiceModel;
  /** Values of the parameter and the result, most of which fit. */
  readonly values: readonly unknown[];
}

function loaded(schema: JsonSchema, more: object, $defs: object = {}): ServiceModel {
  const definition = {
    service: "S",
    topic: "t",
    version: "1.0",
    methods: { m: { params: [{ name: "x", schema }], result: schema, ...more } },
    $defs: { ...structuredClone(SHAPE_DEFS), ...structuredClone($defs) },
  };
  return loadService("s.json", { readFile: () => Buffer.from(JSON.stringify(definition)) });
}

const plainCases = parts.chain(({ schema, values }) =>
  fc
    .array(fc.oneof(values, values, jsonValues(2)), { minLength: 1, maxLength: 4 })
    .map((samples): Case => ({ model: loaded(schema, {}), values: samples })),
);

/** A `$ref` inside a schema with an `$id` begins at that. */
const partsWithoutRefs = parts.filter(({ schema }) => !JSON.stringify(schema).includes("$ref"));

const dynamicCases = partsWithoutRefs.chain(({ schema, values }) => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.record(
      {
        branches: fc.array(tie("tree"), { maxLength: 2, depthIdentifier: "dynamic" }),
        leaf: fc.oneof({ weight: 4, arbitrary: values }, { weight: 1, arbitrary: jsonValues(0) }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  }));
  return fc
    .record({
      name: fc.constantFrom("Open", "Strict"),
      samples: fc.array(tree, { minLength: 1, maxLength: 4 }),
    })
    .map(
      ({ name, samples }): Case => ({
        model: loaded({ $ref: `#/$defs/${name}` }, {}, treeDefs(schema)),
        values: samples,
      }),
    );
});

const objectCases = fc.tuple(parts, parts).chain(([one, other]) => {
  const versionedObject = { name: "O", namespace: "n", version: "1.2" };
  const $defs = {
    O: { versionedObject, properties: { one: one.schema, other: other.schema, next: { $ref: "#/$defs/O" } } },
  };
  const { object } = fc.letrec((tie) => ({
    object: fc
      .record(
        {
          one: fc.oneof({ weight: 5, arbitrary: one.values }, { weight: 1, arbitrary: jsonValues(1) }),
          other: other.values,
          next: fc.option(tie("object"), { nil: undefined, depthIdentifier: "object" }),
          version: fc.constantFrom("1.0", "1.1", "1.2", "1.2.1", "1.0.3", "1.3"),
        },
        { noNullPrototype: true },
      )
      .map(({ version, next, ...fields }) => ({
        "versioned_object.name": "O",
        "versioned_object.namespace": "n",
        "versioned_object.version": version,
        "versioned_object.data": next === undefined ? fields : { ...fields, next },
      })),
  }));
  return fc
    .array(object, { minLength: 1, maxLength: 3 })
    .map((samples): Case => ({ model: loaded({ $ref: "#/$defs/O" }, {}, $defs), values: samples }));
});

function methodOf(model: ServiceModel): MethodValidator {
  const method = new ServiceValidator(toDescriptor(model)).method("m");
  assert.ok(method);
  return method;
}

/** The arguments as a program gets them; undefined when they are refused. */
function accepted(method: MethodValidator, args: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    return method.incomingArguments(args);
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

const asWritten = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const written = (values: readonly unknown[]) =>
  values.map(asWritten).filter((value) => !holdsLargeInteger(value));

describe("a definition", () => {
  const kinds: Readonly<Record<string, [fc.Arbitrary<Case>, number]>> = {
    "of any schema": [plainCases, 40],
    "with $dynamicRef": [dynamicCases, 25],
    "of versioned objects": [objectCases, 25],
  };
  for (const [what, [cases, count]] of Object.entries(kinds)) {
    it(`${what} is read by our validator as by ajv, and its values are sent on as they came`, () => {
      const seen = { accepted: 0, refused: 0 };
      const numRuns = propertyRuns(count);
      fc.assert(
        fc.property(cases, ({ model, values }) => {
          const types = { ...DEFAULT_TYPES, dateTimes: "Date", octets: "Uint8Array" } as const;
          const program = programModel(model, types).model;
          // What programs have as octets must say some, beside what the definition asks.
          const checks = [model, program].flatMap((each) =>
            independentChecks(toDescriptor(each)).slice(0, 1),
          );
          const method = methodOf(program);
          for (const value of written(values)) {
            const args = accepted(method, { x: value });
            const about = inspect(
              { schema: model.methods[0]?.params[0]?.schema, $defs: model.$defs, value },
              { depth: 12 },
            );
            assert.equal(
              args !== undefined,
              checks.every((check) => check.accepts(value)),
              about,
            );
            seen[args === undefined ? "refused" : "accepted"] += 1;
            if (args === undefined) continue;
            assert.deepEqual(method.outgoingArguments(args).x, value, about);
            assert.deepEqual(method.outgoingResult(method.incomingResult(value)), value, about);
          }
        }),
        { numRuns, seed: SEED },
      );
      assert.ok(seen.accepted > numRuns / 4 && seen.refused > numRuns / 10, inspect(seen));
    });
  }

  it("with further arguments takes those that fit, by every name but those of parameters and of all objects", () => {
    const names = fc.constantFrom("a", "b-c", "x", "toString", "__proto__", "ctx", "");
    const args = parts.chain(({ schema, values }) =>
      fc.record({
        schema: fc.constant(schema),
        given: fc.array(fc.tuple(names, fc.oneof(values, jsonValues(1))), { maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(args, ({ schema, given }) => {
        const model = loaded({ type: "integer" }, { additionalParams: schema });
        const checks = independentChecks(toDescriptor(model));
        const theirs = checks.find(({ pointer }) => pointer.endsWith("/additionalParams"));
        const method = methodOf(model);
        const passed = Object.fromEntries([
          ["x", 1],
          ...given.filter(([name]) => name !== "x").map(([name, value]) => [name, asWritten(value)]),
        ]);
        if (holdsLargeInteger(passed)) return;
        const isRight = Object.entries(passed).every(
          ([name, value]) => name === "x" || (!(name in Object.prototype) && theirs?.accepts(value)),
        );
        const about = inspect({ schema, passed }, { depth: 12 });
        assert.equal(accepted(method, passed) !== undefined, isRight, about);
        if (isRight) assert.deepEqual(method.outgoingArguments(passed), passed, about);
        else assert.throws(() => method.outgoingArguments(passed), InvalidArguments, about);
      }),
      { numRuns: propertyRuns(40), seed: SEED },
    );
  });

  it("that changes is called compatible only where no value shows that it is not", () => {
    const answers = { yes: 0, no: 0, unknown: 0 };
    const numRuns = propertyRuns(60);
    const pairs = fc.tuple(fc.oneof(plainCases, dynamicCases), parts, fc.nat(), fc.nat());
    fc.assert(
      fc.property(pairs, ([{ model, values }, { schema: other }, at, how]) => {
        const changed = changedModel(model, at, how, other);
        const verdict = isSubset(side(model), side(changed));
        answers[verdict.answer] += 1;
        const [inOne, inOther] = [model, changed].map((each) => independentChecks(toDescriptor(each))[0]);
        const about = (value: unknown) =>
          inspect(
            { one: model.methods[0]?.params[0]?.schema, other: changed.methods[0]?.params[0]?.schema, value },
            { depth: 12 },
          );
        if (verdict.answer === "no")
          assert.ok(
            inOne?.accepts(verdict.example) && !inOther?.accepts(verdict.example),
            about(verdict.example),
          );
        if (verdict.answer !== "yes") return;
        for (const value of written(values))
          if (inOne?.accepts(value)) assert.ok(inOther?.accepts(value), about(value));
      }),
      { numRuns, seed: SEED },
    );
    assert.ok(answers.yes > numRuns / 6 && answers.no > numRuns / 6, inspect(answers));
  });
});

function side({ methods, $defs }: ServiceModel) {
  return { schema: methods[0]?.params[0]?.schema ?? true, definitions: new SetDefinitions($defs) };
}

/** The definition with one schema of the parameter changed: without one of its keywords, or another in its place. */
function changedModel(model: ServiceModel, at: number, how: number, other: JsonSchema): ServiceModel {
  const methods = structuredClone(model.methods);
  const $defs = structuredClone(model.$defs);
  const byRef = new Map<unknown, unknown>($defs.map(({ name, schema }) => [`#/$defs/${name}`, schema]));
  const reached = new Set<unknown>(methods[0]?.params.map(({ schema }) => schema));
  for (const schema of reached) {
    if (!isJsonObject(schema)) continue;
    for (const inner of [byRef.get(schema.$ref), ...[...subschemas(schema)].map((each) => each.schema)])
      if (isJsonObject(inner)) reached.add(inner);
  }
  const found = [...reached].filter(isJsonObject) as Record<string, unknown>[];
  const chosen = found[at % found.length];
  if (chosen === undefined) return { ...model, methods, $defs };
  const keywords = Object.keys(chosen);
  const keyword = keywords[how % Math.max(1, keywords.length)];
  if (keyword !== undefined) delete chosen[keyword];
  if (how % 3 === 0 && isJsonObject(other) && !("$ref" in other)) chosen.allOf = [other];
  return { ...model, methods, $defs };
}
