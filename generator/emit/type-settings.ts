/** The choices where a schema can become more than one type. */
export interface TypeSettings {
  /** The type of texts of `format: date-time` and `oslo-date-time`. */
  readonly dateTimes: "string" | "Date";
  /** The type of texts of `contentEncoding: base64` and `base64url`. */
  readonly octets: "string" | "Uint8Array";
  /** The type of an object that may have other members than those it names: these alone, or any others as well. */
  readonly openObjects: "named" | "any";
  /** Whether a type has the members that are `readOnly` or `writeOnly` whichever way it goes. */
  readonly oneWayMembers: "both" | "split";
}

/** The types without any setting. */
export const DEFAULT_TYPES: TypeSettings = {
  dateTimes: "string",
  octets: "string",
  openObjects: "named",
  oneWayMembers: "both",
};

/** The values that each setting may have. */
export const TYPE_CHOICES: { readonly [key in keyof TypeSettings]: readonly TypeSettings[key][] } = {
  dateTimes: ["string", "Date"],
  octets: ["string", "Uint8Array"],
  openObjects: ["named", "any"],
  oneWayMembers: ["both", "split"],
};
