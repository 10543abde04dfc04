import type { Int64Form } from "./number-rules.js";

/**
 * The form of the values that a prepared schema is for: with bigints (`bigint`), or not yet (`either`), or with bigints,
 * with nothing in versioned objects but their fields, and with no Date or octets for an object, as they leave (`closed`). Two are for values whose texts may be those
 * of programs already, or still: while a program is given what arrived (`read`), and while what leaves is written (`write`).
 * The last is as `bigint`, and asks of texts also what the type of programs does (`encoded`).
 */
export type SchemaForm = Int64Form | "closed" | "read" | "write" | "encoded";
