import { isEncoded, octetEncoding } from "../../src/definition/content-encoding.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { PROGRAM_TYPE, type ProgramType } from "../../src/definition/program-type.js";
import type { JsonObject } from "../../src/json/json-object.js";
import { isDecimal } from "../../src/validation/oslo-decimal.js";
import { checkProgramValues } from "../program-types/check-values.js";
import { decimals } from "../program-types/decimals.js";
import { octets } from "../program-types/octets.js";
import { type ProgramModel, withProgramTypes } from "../program-types/program-model.js";
import { stringLiteral } from "./literal.js";
import type { PythonType } from "./python-type.js";
import type { PythonTypeSettings } from "./type-settings.js";

/** The mark of schemas whose texts programs in Python have as bytes. */
const BYTES = "bytes";

/** The mark of those that they have as `decimal.Decimal`. */
const DECIMAL = "Decimal";

/** Marks the schemas of a definition whose values Python has in another form than they travel in. */
export function pythonModel(model: ServiceModel, settings: PythonTypeSettings): ProgramModel {
  // Servers in Python do not know which version a request has.
  const kinds = [
    ...(settings.octets === "str" ? [] : [octets(BYTES)]),
    ...(settings.decimals === "str" ? [] : [decimals(DECIMAL)]),
  ];
  const program = withProgramTypes(model, kinds, "together");
  if (settings.octets !== "str" && program.isMarked) {
    // What reads the octets of TypeScript reads those of Python.
    const read = withProgramTypes(model, [octets("Uint8Array" satisfies ProgramType)], "together");
    if (read.isMarked) checkProgramValues(read.model);
  }
  return program;
}

/** The types that the modules of a service import for its values, whose names nothing of it may have. */
export function importedTypes(model: ServiceModel): readonly string[] {
  return isMarkedDecimal(model) ? ["Decimal"] : [];
}

/** May find a constant that looks like a schema, too, which costs a name. */
function isMarkedDecimal(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return (
    (PROGRAM_TYPE in node && node[PROGRAM_TYPE] === DECIMAL) || Object.values(node).some(isMarkedDecimal)
  );
}

/** The type that programs have the texts of a schema as. */
export function textType({ [PROGRAM_TYPE]: programType }: JsonObject): PythonType {
  if (programType === DECIMAL) return { kind: "imported", name: "Decimal" };
  return { kind: "builtin", name: programType === BYTES ? "bytes" : "str" };
}

/** The expression of the value that a text of a schema is in programs; undefined where it stays a text. */
export function programExpression(
  { [PROGRAM_TYPE]: programType, contentEncoding }: JsonObject,
  text: string,
): string | undefined {
  if (programType === DECIMAL) return isDecimal(text) ? `Decimal(${stringLiteral(text)})` : undefined;
  const encoding = programType === BYTES ? octetEncoding(contentEncoding) : undefined;
  return encoding !== undefined && isEncoded(text, encoding)
    ? bytesLiteral(Buffer.from(text, encoding))
    : undefined;
}

function bytesLiteral(octets: Uint8Array): string {
  const parts = [...octets].map((octet) => {
    if (octet === 0x22 || octet === 0x5c) return `\\${String.fromCharCode(octet)}`;
    const isPrinted = octet >= 0x20 && octet < 0x7f;
    return isPrinted ? String.fromCharCode(octet) : `\\x${octet.toString(16).padStart(2, "0")}`;
  });
  return `b"${parts.join("")}"`;
}
