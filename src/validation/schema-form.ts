import type { Int64Form } from "./number-rules.js";

/**
 * The form of the values that a prepared schema is for: with bigints (`bigint`), or not yet (`either`), or with bigints and
 * with nothing in versioned objects but their fields, as they leave (`closed`), or while a program is given what arrived,
 * parts of which have its form already (`read`).
 */
export type SchemaForm = Int64Form | "closed" | "read";
