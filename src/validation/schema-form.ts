import type { Int64Form } from "./number-rules.js";

/**
 * The form of the values that a prepared schema is for: converted (`bigint`), or not yet (`either`), or converted and
 * with nothing in versioned objects but their fields, as they leave (`closed`).
 */
export type SchemaForm = Int64Form | "closed";
