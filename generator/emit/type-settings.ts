/** The choices where a schema can become more than one type. */
export interface TypeSettings {
  /** The type of texts of `format: date-time` and `oslo-date-time`. */
  readonly dateTimes: "string" | "Date";
}

/** The types without any setting. */
export const DEFAULT_TYPES: TypeSettings = { dateTimes: "string" };
