/** A name as it stands in a JSON pointer. */
export function escapedName(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
