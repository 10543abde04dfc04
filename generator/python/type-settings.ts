/** The choices where a schema can become more than one type of Python. */
export interface PythonTypeSettings {
  /** The type of texts of `contentEncoding: base64` and `base64url`. */
  readonly octets: "str" | "bytes";
  /** The type of texts of `format: oslo-decimal`. */
  readonly decimals: "str" | "Decimal";
}

/** The types without any setting. */
export const DEFAULT_PYTHON_TYPES: PythonTypeSettings = { octets: "str", decimals: "str" };

/** The values that each setting may have. */
export const PYTHON_TYPE_CHOICES: {
  readonly [key in keyof PythonTypeSettings]: readonly PythonTypeSettings[key][];
} = { octets: ["str", "bytes"], decimals: ["str", "Decimal"] };
