import type { TextKind } from "./text-kind.js";

const FORMATS = ["date-time", "oslo-date-time"];
/** The beginning that all times have, in whatever format. */
const TIME = /^\d{4}-\d\d-\d\dT/i;

/** Texts of `format: date-time` and `oslo-date-time`. */
export function dateTimes(typeName: string): TextKind {
  return {
    typeName,
    plural: "times",
    eitherForm: "a time in either format",
    formOf: ({ format }) => FORMATS.find((known) => known === format),
    looksLike: (text) => TIME.test(text),
  };
}
