import { isPortableName } from "../file-name.js";
import { STANDARD_MODULES } from "./standard-modules.js";

/** Words of the language, and names that are built in and that annotations or class bodies of generated code use. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** True when the text can be a name in Python, and is none that a class changes (`__name`). */
export function isPlainPythonName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !text.startsWith("__") && !KEYWORDS.has(text);
}

/**
 * The names in Python of what has names on the wire, in the same order. One that is a plain name and not taken stays;
 * any other loses what is no letter or digit, and gets trailing underscores until nothing else is called so.
 *
 * @param taken names that mean something else there
 */
export function pythonNames(wireNames: readonly string[], taken: ReadonlySet<string>): string[] {
  const kept = new Set(wireNames.filter((name) => isPlainPythonName(name) && !taken.has(name)));
  const used = new Set([...kept, ...taken]);
  return wireNames.map((wireName) => {
    if (kept.has(wireName)) return wireName;
    const name = freeName(plainName(wireName), used);
    used.add(name);
    return name;
  });
}

/** The name with underscores behind it until it is not among those used. */
export function freeName(name: string, used: ReadonlySet<string>): string {
  let free = KEYWORDS.has(name) ? `${name}_` : name;
  while (used.has(free)) free += "_";
  return free;
}

/** The name of a package: in small letters, none of Python's own, and one that a folder of Windows can have. */
export function packageName(name: string): string {
  const free = freeName(plainName(name).toLowerCase(), STANDARD_MODULES);
  return isPortableName(free) ? free : `${free}_`;
}

/** Letters with marks lose them, as Python takes some for the same that others tell apart. */
function plainName(text: string): string {
  const words = text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9_]+/)
    .filter((word) => word !== "");
  const name = words.join("_").replace(/^_{2,}/, "_");
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}
