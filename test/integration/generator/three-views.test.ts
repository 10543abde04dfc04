// A schema has three readers: the validator, the generated type and everybody else's validators. What one of them lets
// pass the others must let pass too.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import ts from "typescript";
import { constantType } from "../../../generator/emit/constant-type.js";
import { SchemaTypes } from "../../../generator/emit/schema-types.js";
import {
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "../../../src/definition/subschemas.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { Mismatch } from "../../../src/validation/mismatch.js";
import { SchemaValidator } from "../../../src/validation/schema-validator.js";
import { jsonValues, SHAPE_DEFS, shapes } from "../../unit/generator/schema-shapes.js";

const PLAIN_KEYWORDS = [
  ...["$ref", "type", "format", "enum", "const", "required", "dependentRequired"],
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
const SEED = 20_240_229;
const definitions = new Definitions({ service: "S", $defs: SHAPE_DEFS });
const ajv = new Ajv2020({ strict: false, addUsedSchema: false, code: { optimize: false } });
addFormats.default(ajv);

const cases = fc.sample(
  shapes(2).chain(({ schema, values }) =>
    fc.record({
      schema: fc.constant(schema),
      fitting: fc.array(values, { minLength: 2, maxLength: 3 }),
      others: fc.array(jsonValues(2), { maxLength: 2 }),
    }),
  ),
  { numRuns: 400, seed: SEED },
);

/** Values of each schema with what our validator says of them. */
const judged = cases.map(({ schema, fitting, others }) => {
  const validator = new SchemaValidator(schema, definitions);
  const accepts = (value: unknown) => !(validator.acceptArriving(value) instanceof Mismatch);
  // A fitting value with another in the place of its first member differs from it in few ways.
  const changed = fitting.flatMap((value) => others.map((other) => withFirstMember(value, other)));
  // As they arrive: some are made without the prototype that every parsed object has.
  const arrived = [...fitting, ...others, ...changed].map((value) => JSON.parse(JSON.stringify(value)));
  const samples = arrived.map((value: unknown) => ({ value, isAccepted: accepts(value) }));
  return { schema, samples };
});

function withFirstMember(value: unknown, member: unknown): unknown {
  if (Array.isArray(value)) return [member, ...value.slice(1)];
  if (typeof value !== "object" || value === null) return [value];
  return { ...value, [Object.keys(value)[0] ?? "a"]: member };
}

describe("a schema", () => {
  it("is read by our validator as by ajv", () => {
    for (const { schema, samples } of judged) {
      const fits = ajv.compile(typeof schema === "boolean" ? schema : { ...schema, $defs: SHAPE_DEFS });
      for (const { value, isAccepted } of samples) {
        assert.equal(isAccepted, fits(value), JSON.stringify({ schema, value }));
      }
    }
  });

  it("has values of both kinds in this test", () => {
    const counts = judged.flatMap(({ samples }) => samples.map(({ isAccepted }) => isAccepted));
    const accepted = counts.filter(Boolean).length;
    assert.ok(accepted > 500 && counts.length - accepted > 300, `${accepted} of ${counts.length}`);
  });

  it("has every keyword that says something, somewhere in this test", () => {
    const text = JSON.stringify([judged.map(({ schema }) => schema), SHAPE_DEFS]);
    const all = [...SCHEMA_KEYWORDS, ...SCHEMA_LIST_KEYWORDS, ...SCHEMA_MAP_KEYWORDS, ...PLAIN_KEYWORDS];
    const absent = all.filter((keyword) => !text.includes(`"${keyword}":`));
    assert.deepEqual(absent.sort(), ["contentSchema", "definitions", "$defs"].sort());
  });

  it("has a type that holds every value our validator accepts", () => {
    const models = Object.entries(SHAPE_DEFS).map(([name, schema]) => ({
      name,
      typeName: name.replace(/^./, (letter) => letter.toUpperCase()),
      schema,
    }));
    const types = new SchemaTypes({ $defs: models });
    const lines = models.map(
      ({ typeName, schema }) => `export type ${typeName} = ${types.typeOf(schema).text};`,
    );
    const places: string[] = lines.map(() => "");
    const add = (line: string, place: string) => {
      const text = line.replaceAll("\n", " ");
      lines.push(text);
      places.push(place);
    };
    for (const [index, { schema, samples }] of judged.entries()) {
      const type = types.typeOf(schema).text;
      add(`export type T${index} = ${type.replaceAll(/\/\*\*.*?\*\//gs, "")};`, JSON.stringify(schema));
      for (const [number, { value, isAccepted }] of samples.entries()) {
        if (!isAccepted) continue;
        const place = JSON.stringify({ schema, type, value });
        // No literal, so that the compiler looks at its type alone, as it does at that of a variable.
        add(
          `declare const v${index}_${number}: ${constantType(value, {}).text}; ` +
            `export const c${index}_${number}: T${index} = v${index}_${number};`,
          place,
        );
      }
    }
    const problems = diagnosticsOf(lines.join("\n")).map(({ line, text }) => `${text}: ${places[line]}`);
    assert.deepEqual(problems, []);
  });
});

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
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .filter(({ messageText }) => !isAboutWeakType(messageText))
    .map(({ start = 0, messageText }) => ({
      line: source.getLineAndCharacterOfPosition(start).line,
      text: ts.flattenDiagnosticMessageText(messageText, " "),
    }));
}

/**
 * An object without any of the members that a type names, all of them optional, is refused as a probable mistake,
 * though the type holds it.
 */
function isAboutWeakType(message: string | ts.DiagnosticMessageChain): boolean {
  if (typeof message === "string") return / has no properties in common with /.test(message);
  return message.code === 2559 || (message.next ?? []).some(isAboutWeakType);
}
