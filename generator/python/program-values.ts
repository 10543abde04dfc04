import type { JsonSchema } from "../../src/definition/descriptor.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { Definitions } from "../../src/validation/definitions.js";
import { schemaConverter } from "../../src/validation/schema-converter.js";
import { ExpressionText } from "../example-text/value-text.js";
import { programExpression } from "./program-types.js";

/** Gives a value that travels, of some schema, as a program in Python writes it. */
export type ProgramValues = (schema: JsonSchema | undefined, value: unknown) => unknown;

/** The values of a service whose schemas are marked. */
export function programValues({ service, $defs }: ServiceModel): ProgramValues {
  const schemas = Object.fromEntries($defs.map(({ name, schema }) => [name, schema]));
  const definitions = new Definitions({ service, $defs: schemas });
  return (schema, value) => {
    if (schema === undefined) return value;
    const convert = schemaConverter(definitions.bundle(schema, "bigint"), {
      after: (inner) => (text) => {
        const expression = typeof text === "string" ? programExpression(inner, text) : undefined;
        return expression === undefined ? text : new ExpressionText(expression);
      },
      checks: "none",
    });
    return convert(value);
  };
}
