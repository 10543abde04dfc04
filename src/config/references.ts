const REFERENCE = /\$(?:(\$)|([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})/gi;

/**
 * Puts values in the place of `$name`, `${name}` and `${group.name}`. `$$` and `\$` stand for a dollar sign,
 * and one that begins no reference stays as it is.
 *
 * @param lookup gives the text of the option of that name
 */
export function substituteReferences(value: string, lookup: (name: string) => string): string {
  if (!value.includes("$")) return value;
  return value
    .replaceAll("\\$", "$$$$")
    .replace(REFERENCE, (_match, dollar?: string, bare?: string, braced?: string) =>
      dollar === undefined ? lookup(bare ?? braced ?? "") : "$",
    );
}
