/** The formats that are checked: `int64` makes a bigint of an integer, all others are of strings. */
export const CHECKED_FORMATS: ReadonlySet<string> = new Set([
  ...["int64", "date-time", "oslo-date-time", "oslo-decimal", "date", "time", "duration"],
  ...["email", "idn-email"],
  ...["hostname", "idn-hostname", "ipv4", "ipv6", "uri", "uri-reference", "uri-template", "url"],
  ...["iri", "iri-reference", "uuid", "json-pointer", "json-pointer-uri-fragment"],
  ...["relative-json-pointer", "regex"],
]);

/**
 * The other formats of the OpenAPI format registry. They are known, and only describe: nothing is checked that they say.
 *
 * Source: https://spec.openapis.org/registry/format/
 */
export const DESCRIBING_FORMATS: ReadonlySet<string> = new Set([
  ...["int8", "int16", "int32", "double-int", "uint8", "uint16", "uint32", "uint64"],
  ...["float", "double", "decimal", "decimal128"],
  ...["base64url", "binary", "byte", "char", "commonmark", "html", "password"],
  ...["date-time-local", "http-date", "time-local", "media-range", "unixtime"],
  ...["sf-binary", "sf-boolean", "sf-decimal", "sf-integer", "sf-string", "sf-token"],
]);
