// A schema has three readers: the validator, the generated type and everybody else's validators. What one of them lets
// pass the others must let pass too.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import ts from "typescript";
import { constantType } from "../../../generator/emit/constant-type.js";
import { propertyKey } from "../../../generator/emit/literal.js";
import { type OneWay, OneWayView } from "../../../generator/emit/one-way-members.js";
import { SchemaTypes } from "../../../generator/emit/schema-types.js";
import { DEFAULT_TYPES, type TypeSettings } from "../../../generator/emit/type-settings.js";
import { programModel } from "../../../generator/program-types/program-model.js";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import type { DefinitionModel } from "../../../src/definition/model.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../../src/definition/subschemas.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";
import { addProgramTypes } from "../../support/program-type-keyword.js";
import { holdsLargeInteger, jsonValues, SHAPE_DEFS, shapes } from "../../unit/generator/schema-shapes.js";

const PLAIN_KEYWORDS = [
  ...[
    "$ref",
    "type",
    "format",
    "contentEncoding",
    "contentMediaType",
    "enum",
    "const",
    "required",
    "dependentRequired",
  ],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...[
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "minContains",
    "maxContains",
    "uniqueItems",
  ],
  ...["minProperties", "maxProperties"],
];
const SEED = Number(process.env.OSLO_RPC_TEST_SEED ?? 20_240_229);
const CASES = 400;
/** Many by `npm run test:properties`: in one definition of all, the generator would not decide on each text. */
const ROUNDS = Number(process.env.OSLO_RPC_TEST_RUNS ?? 1);

function ajvWith(add: (ajv: Ajv2020) => void): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, addUsedSchema: false, code: { optimize: false } });
  addFormats.default(ajv);
  ajv.addFormat("oslo-date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/);
  ajv.addFormat("oslo-decimal", /^-?\d+(\.\d+)?(e[+-]?\d{1,4})?$/i);
  add(ajv);
  return ajv;
}

/** By the definition alone, and by what programs ask of texts beside it. */
const ajvs = [ajvWith(() => {}), ajvWith(addProgramTypes)];

const DEFS: readonly DefinitionModel[] = Object.entries(SHAPE_DEFS).map(([name, schema]) => ({
  name,
  typeName: name.replace(/^./, (letter) => letter.toUpperCase()),
  schema,
}));

/**
 * Schemas with the texts that programs have as Dates and octets, as the generator marks them, and values of each with what
 * our validator says of them, and what programs get.
 */
function judgedOf(seed: number) {
  const cases = fc.sample(
    shapes(2).chain(({ schema, values }) =>
      fc.record({
        // What one says of a time is no matter of the others, which are made of the same parts.
        schema: fc.constant(structuredClone(schema)),
        fitting: fc.array(values, { minLength: 2, maxLength: 3 }),
        others: fc.array(jsonValues(2), { maxLength: 2 }),
      }),
    ),
    { numRuns: CASES, seed },
  );

  const { model } = programModel(
    {
      ...{
        file: "s.json",
        service: "S",
        topic: "t",
        additionalTopics: [],
        version: "1.0",
        errors: [],
        notifications: [],
        $defs: DEFS,
      },
      methods: cases.map(({ schema }, index) => ({
        ...{
          name: `m${index}`,
          property: `m${index}`,
          kind: "cast",
          errors: [],
          deprecated: false,
          since: "1.0",
          examples: [],
        },
        params: [
          { name: "x", identifier: "x", required: true, wasRequired: false, deprecated: false, schema },
        ],
      })),
    },
    { ...DEFAULT_TYPES, dateTimes: "Date", octets: "Uint8Array" },
  );
  const definitions = new Definitions({
    service: "S",
    $defs: Object.fromEntries(model.$defs.map(({ name, schema }) => [name, schema])),
  });

  const judged = cases.map(({ fitting, others }, index) => {
    const schema = model.methods[index]?.params[0]?.schema ?? true;
    const validator = new SchemaValidator(schema, definitions);
    // A fitting value with another in the place of its first member differs from it in few ways.
    const changed = fitting.flatMap((value) => others.map((other) => withFirstMember(value, other)));
    // As they arrive: some are made without the prototype that every parsed object has.
    const arrived = [...fitting, ...others, ...changed]
      .map((value) => JSON.parse(JSON.stringify(value)))
      .filter((value) => !holdsLargeInteger(value));
    const samples = arrived.map((value: unknown) => {
      const program = validator.acceptArriving(value);
      return { value, program, isAccepted: !(program instanceof Mismatch) };
    });
    return { schema, samples, validator };
  });
  return { judged, model };
}

const rounds = Array.from({ length: ROUNDS }, (_, index) => ({
  seed: SEED + index,
  ...judgedOf(SEED + index),
}));

function withFirstMember(value: unknown, member: unknown): unknown {
  if (Array.isArray(value)) return [member, ...value.slice(1)];
  if (typeof value !== "object" || value === null) return [value];
  return { ...value, [Object.keys(value)[0] ?? "a"]: member };
}

for (const { seed, judged, model } of rounds) {
  describe(`a schema drawn with the seed ${seed}`, () => {
    it("is read by our validator as by ajv", () => {
      for (const { schema, samples } of judged) {
        const whole = typeof schema === "boolean" ? schema : { ...schema, $defs: SHAPE_DEFS };
        const checks = ajvs.map((ajv) => ajv.compile(whole));
        for (const { value, isAccepted } of samples) {
          const theirs = checks.every((fits) => fits(value));
          assert.equal(isAccepted, theirs, JSON.stringify({ schema, value }));
        }
      }
    });

    it("has values of both kinds in this test", () => {
      const counts = judged.flatMap(({ samples }) => samples.map(({ isAccepted }) => isAccepted));
      const accepted = counts.filter(Boolean).length;
      assert.ok(accepted > 500 && counts.length - accepted > 300, `${accepted} of ${counts.length}`);
    });

    it("has a value in programs that is sent on as it came", () => {
      const seen = { Date: 0, Uint8Array: 0 };
      for (const { schema, samples, validator } of judged) {
        for (const { value, program, isAccepted } of samples) {
          if (!isAccepted) continue;
          const shown = inspect(program, { depth: 12 });
          seen.Date += Number(shown !== inspect(value, { depth: 12 }));
          seen.Uint8Array += Number(shown.includes("Uint8Array("));
          const sent = validator.acceptLeaving(program);
          assert.deepEqual(sent, value, JSON.stringify({ schema, value }));
        }
      }
      assert.ok(seen.Date > 10 && seen.Uint8Array > 10, inspect(seen));
    });

    it("has a type that holds every value our validator accepts", () => {
      const views: readonly [string, Partial<TypeSettings>, OneWay | undefined][] = [
        ["", {}, undefined],
        ["Open", { openObjects: "any" }, undefined],
        ["Given", {}, "writeOnly"],
        ["Accepted", { openObjects: "any" }, "readOnly"],
      ];
      const makers = views.map(([prefix, settings, leftOut]) => {
        const view = leftOut === undefined ? undefined : new OneWayView(model.$defs, leftOut);
        const own = model.$defs.map((one) => ({
          ...one,
          typeName: prefix + one.typeName,
          schema: view?.of(one.schema) ?? one.schema,
        }));
        const types = new SchemaTypes({ $defs: own }, { ...DEFAULT_TYPES, ...settings });
        return { own, typeOf: (schema: JsonSchema) => types.typeOf(view?.of(schema) ?? schema).text };
      });
      const named = makers.flatMap(({ own, typeOf }) =>
        own.map(({ typeName, schema }) =>
          `export type ${typeName} = ${typeOf(schema)};`.replaceAll("\n", " "),
        ),
      );
      const lines = [...named];
      const places: string[] = lines.map(() => "");
      const add = (line: string, place: string) => {
        const text = line.replaceAll("\n", " ");
        lines.push(text);
        places.push(place);
      };
      for (const [index, { schema, samples }] of judged.entries()) {
        const type = makers[index % makers.length]?.typeOf(schema) ?? "never";
        add(`export type T${index} = ${type.replaceAll(/\/\*\*.*?\*\//gs, "")};`, JSON.stringify(schema));
        for (const [number, { value, program, isAccepted }] of samples.entries()) {
          if (!isAccepted) continue;
          const place = JSON.stringify({ schema, type, value });
          // No literal, so that the compiler looks at its type alone, as it does at that of a variable.
          add(
            `declare const v${index}_${number}: ${valueType(program)}; ` +
              `export const c${index}_${number}: T${index} = v${index}_${number};`,
            place,
          );
        }
      }
      const problems = diagnosticsOf(withoutWeakTypes(lines.join("\n"))).map(
        ({ line, text }) => `${text}: ${places[line]}`,
      );
      assert.deepEqual(problems, []);
    });
  });
}

describe("the schemas of this test", () => {
  it("have every keyword that says something", () => {
    const text = JSON.stringify([rounds.map(({ judged }) => judged.map(({ schema }) => schema)), SHAPE_DEFS]);
    const all = [...SCHEMA_KEYWORDS, ...SCHEMA_LIST_KEYWORDS, ...SCHEMA_MAP_KEYWORDS, ...PLAIN_KEYWORDS];
    const absent = all.filter((keyword) => !text.includes(`"${keyword}":`));
    assert.deepEqual(absent.sort(), ["definitions", "$defs"].sort());
  });
});

/**
 * An object without any of the members that a type names, all of them optional, is refused as a probable mistake, though
 * the type holds it; not so where the type names one that every object has. Which of the messages are about that cannot
 * be told: of a union, the compiler says only that no member of it fits.
 */
function withoutWeakTypes(text: string): string {
  const places: number[] = [];
  const visit = (node: ts.Node): void => {
    const isWeak = ts.isTypeLiteralNode(node) && node.members.length > 0 && node.members.every(isOptional);
    if (isWeak) places.push(node.getStart() + 1);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile("types.ts", text, ts.ScriptTarget.ES2023, true));
  const cuts = [0, ...places.sort((one, other) => one - other)];
  return cuts.map((start, index) => text.slice(start, cuts[index + 1])).join(" toString(): string;");
}

function isOptional(member: ts.TypeElement): boolean {
  return ts.isPropertySignature(member) && member.questionToken !== undefined;
}

/** The type of one value of a program. */
function valueType(value: unknown): string {
  if (value instanceof Date) return "Date";
  if (value instanceof Uint8Array) return "Uint8Array";
  if (Array.isArray(value)) return `[${value.map(valueType).join(", ")}]`;
  if (typeof value !== "object" || value === null) return constantType(value, {}).text;
  const members = Object.entries(value).map(([name, member]) => `${propertyKey(name)}: ${valueType(member)}`);
  return members.length === 0 ? "Record<string, never>" : `{ ${members.join("; ")} }`;
}

function diagnosticsOf(text: string): { line: number; text: string }[] {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es5.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const source = ts.createSourceFile("values.ts", text, ts.ScriptTarget.ES2023, true);
  const readSource = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => (name === "values.ts" ? source : readSource(name, version));
  const program = ts.createProgram(["values.ts"], options, host);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ start = 0, messageText }) => ({
      line: source.getLineAndCharacterOfPosition(start).line,
      text: ts.flattenDiagnosticMessageText(messageText, " "),
    }),
  );
}
