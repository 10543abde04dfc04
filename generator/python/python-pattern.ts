/** The characters that JavaScript takes for white space. */
const SPACES = "\\t\\n\\x0b\\x0c\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const CLASSES: ReadonlyMap<string, string> = new Map([
  ["d", "0-9"],
  ["w", "A-Za-z0-9_"],
  ["s", SPACES],
]);
const TOKEN =
  /\\u\{([0-9a-f]+)\}|\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\k<([^>]*)>|\\c([a-z])|\\(.)|\(\?<(?![=!])([^>]*)>|\(\?<[=!]|\[\^?\]|\[\^?|[\s\S]/giuy;

/**
 * A pattern that `new RegExp(pattern, "u")` accepts as Python's `re` reads it; undefined when it has no such thing, as
 * properties of characters and text before a place that may be of any length.
 */
export function pythonPattern(pattern: string): string | undefined {
  let result = "";
  let isInClass = false;
  for (const token of pattern.matchAll(new RegExp(TOKEN, "giuy"))) {
    const part = translated(token, isInClass);
    if (part === undefined) return undefined;
    if (!isInClass && /^\[\^?$/.test(token[0])) isInClass = true;
    else if (isInClass && token[0] === "]") isInClass = false;
    result += part;
  }
  return result;
}

function translated(token: RegExpMatchArray, isInClass: boolean): string | undefined {
  const [text, code, high, low, reference, control, escaped, group] = token;
  if (code !== undefined) return codePoint(Number.parseInt(code, 16));
  if (high !== undefined && low !== undefined)
    return codePoint(
      0x10000 + ((Number.parseInt(high, 16) - 0xd800) << 10) + (Number.parseInt(low, 16) - 0xdc00),
    );
  if (reference !== undefined) return `(?P=${reference})`;
  if (control !== undefined) return codePoint(control.toUpperCase().charCodeAt(0) - 64);
  if (group !== undefined) return `(?P<${group}>`;
  if (escaped !== undefined) return escapedPart(escaped, isInClass);
  if (isInClass) return "[&|~".includes(text) ? `\\${text}` : text;
  if (text === "(?<=" || text === "(?<!") return undefined;
  if (text.startsWith("(?<")) return undefined;
  if (text === "[]") return "(?!)";
  if (text === "[^]") return "[\\s\\S]";
  if (text === "$") return "\\Z";
  return text === "." ? "[^\\n\\r\\u2028\\u2029]" : text;
}

function escapedPart(char: string, isInClass: boolean): string | undefined {
  const set = CLASSES.get(char.toLowerCase());
  if (set !== undefined) {
    if (char === char.toLowerCase()) return isInClass ? set : `[${set}]`;
    return isInClass ? undefined : `[^${set}]`;
  }
  if (char === "p" || char === "P") return undefined;
  // Without the flag words hold the letters of all languages.
  if (char === "b" || char === "B") return isInClass ? "\\x08" : `(?a:\\${char})`;
  if (char === "0") return "\\x00";
  if (char === "v") return "\\x0b";
  return char === "/" ? "/" : `\\${char}`;
}

function codePoint(code: number): string {
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
