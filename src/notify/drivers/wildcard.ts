/**
 * True when the whole text fits a shell's pattern (Python's `fnmatch`): `*` is any text, `?` any character, `[abc]`
 * and `[a-z]` one of some, `[!abc]` none of them. A star that fails is only ever tried anew from the last one: the time
 * grows with the product of the lengths.
 */
export function matchesWildcard(text: string, pattern: string): boolean {
  const parts = parse(pattern);
  const chars = [...text];
  let [at, part] = [0, 0];
  let [star, starAt] = [-1, 0];
  while (at < chars.length) {
    const test = parts[part];
    if (test === "*") {
      star = part++;
      starAt = at;
    } else if (test?.(chars[at] ?? "")) {
      at += 1;
      part += 1;
    } else if (star >= 0) {
      part = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (parts[part] === "*") part += 1;
  return part === parts.length;
}

type Part = "*" | ((char: string) => boolean);

function parse(pattern: string): readonly Part[] {
  const chars = [...pattern];
  const parts: Part[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? "";
    // A bracket right after the opening one belongs to the set, and one that is never closed stands for itself.
    const end = char === "[" ? chars.indexOf("]", at + (chars[at + 1] === "!" ? 3 : 2)) : -1;
    if (end >= 0) {
      parts.push(oneOf(chars.slice(at + 1, end)));
      at = end;
    } else if (char === "*") parts.push("*");
    else if (char === "?") parts.push(() => true);
    else parts.push((other) => other === char);
  }
  return parts;
}

function oneOf(set: readonly string[]): (char: string) => boolean {
  const isNegated = set[0] === "!";
  const items = isNegated ? set.slice(1) : set;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < items.length; at += 1) {
    const first = items[at] ?? "";
    const last = items[at + 2];
    if (items[at + 1] === "-" && last !== undefined) {
      ranges.push([first, last]);
      at += 2;
    } else ranges.push([first, first]);
  }
  return (char) => ranges.some(([first, last]) => first <= char && char <= last) !== isNegated;
}
