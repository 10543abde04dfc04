import type { Import } from "./module.js";
import { childrenOf, type Node, type SourceText } from "./source-text.js";

/** Keeps what an import statement binds. Relative ones are resolved from the package `home`. */
export function readImport(
  node: Node,
  source: SourceText,
  home: readonly string[],
  module: { readonly imports: Map<string, Import>; readonly wildcards: string[] },
): void {
  const words = childrenOf(node)
    .map((child) => source.of(child))
    .filter((word) => word !== "(" && word !== ")");
  if (words[0] === "from") {
    const at = words.indexOf("import");
    const path = words.slice(1, at).join("");
    const dots = /^\.*/.exec(path)?.[0].length ?? 0;
    const base = dots === 0 ? [] : home.slice(0, home.length - (dots - 1));
    const from = [...base, ...path.slice(dots).split(".")].filter((part) => part !== "").join(".");
    for (const [member, alias] of aliased(words.slice(at + 1))) {
      if (member === "*") module.wildcards.push(from);
      else module.imports.set(alias ?? member, { module: from, member });
    }
    return;
  }
  for (const [path, alias] of aliased(words.slice(1))) {
    // `import a.b` binds a.
    if (alias === undefined)
      module.imports.set(path.split(".")[0] ?? path, { module: path.split(".")[0] ?? path });
    else module.imports.set(alias, { module: path });
  }
}

/** The names between commas, each with what follows `as`. */
function aliased(words: readonly string[]): (readonly [string, string | undefined])[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === ",") parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts
    .filter((part) => part.length > 0)
    .map((part) => {
      const at = part.indexOf("as");
      return at < 0 ? [part.join(""), undefined] : [part.slice(0, at).join(""), part[at + 1]];
    });
}
