/** Values that must cross the wire unchanged, by what is special about them. */
export const values: Readonly<Record<string, unknown>> = {
  null: null,
  "an empty object": {},
  unicode: 'é 中 \u{1f600} \u2028 \u0000 "quoted" \\',
  "integers beyond a double": [2n ** 53n, -(2n ** 63n), 2n ** 64n, 10n ** 40n],
  "the greatest exact integer": Number.MAX_SAFE_INTEGER,
  fractions: [0.1, -1e-300, 1.5e300],
  "no numbers": [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  "nested values": { list: [1, [2, { three: 3.5 }]], true: true, "": "empty name" },
  "a megabyte": "x".repeat(2 ** 20),
};
