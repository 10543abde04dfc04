/** Where the value of an option comes from. */
export type ValueSource =
  | { readonly kind: "query" }
  | { readonly kind: "code" }
  | { readonly kind: "command line" }
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "file"; readonly file: string; readonly line: number }
  | { readonly kind: "default" };

/** Names a source in a message: `/etc/app.conf:12`, `environment OS_DEFAULT__TRANSPORT_URL`. */
export function describeSource(source: ValueSource): string {
  switch (source.kind) {
    case "query":
      return "query of the transport URL";
    case "code":
      return "set in code";
    case "environment":
      return `environment ${source.variable}`;
    case "file":
      return `${source.file}:${source.line}`;
    default:
      return source.kind;
  }
}

/** The assignment of one source to an option: several texts where assignments add up. */
export interface AssignedTexts {
  readonly texts: readonly string[];
  readonly source: ValueSource;
}
