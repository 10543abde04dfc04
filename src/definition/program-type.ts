/**
 * The keyword by which a generated descriptor says that programs have values of another type than travel: one of
 * {@link ProgramType}. A definition has no such keyword; what it says of what travels is the same for all programs.
 */
export const PROGRAM_TYPE = "programType";

/** A type that programs have where a text travels. */
export type ProgramType = "Date" | "Uint8Array";
