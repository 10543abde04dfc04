import fc from "fast-check";

/** Surrogates alone are no characters. */
const SURROGATES = 0x800;
const codePoints = fc
  .nat(0x10ffff - SURROGATES)
  .map((number) => (number < 0xd800 ? number : number + SURROGATES));

/**
 * Texts of any code points. `fc.string({ unit: "binary" })` has the same, but lists a million of them first, which takes
 * half a second in each process.
 *
 * @param lengths how many code points there may be
 */
export function anyText(lengths: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.array(codePoints, lengths).map((numbers) => String.fromCodePoint(...numbers));
}
