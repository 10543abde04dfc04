/** Stands in the place of a secret in what people and programs read. */
export const MASK = "***";
