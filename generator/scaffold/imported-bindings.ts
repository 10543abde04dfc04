import type { ts } from "ts-morph";
import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { type ImportedBinding, importedNames } from "./parsed-file.js";

/** A name that added code uses. */
export interface NeededName {
  readonly name: string;
  readonly isType: boolean;
  /** Where to import it from when the file does not yet. */
  readonly module: string;
}

/** An import, and how many stand before it in the file. */
interface PlacedBinding extends ImportedBinding {
  readonly place: number;
}

/** The imports of a file by name, read once: a file has thousands of imports, and as many names are looked up. */
export class ImportedBindings {
  readonly #byName = new Map<string, PlacedBinding[]>();
  /** Those of whole modules, by module. */
  readonly #wholes = new Map<string, PlacedBinding[]>();

  constructor(source: ts.SourceFile) {
    for (const [place, binding] of importedNames(source).entries()) {
      const isWhole = binding.name === "*";
      const map = isWhole ? this.#wholes : this.#byName;
      const key = isWhole ? binding.module : binding.name;
      getOrInsert(map, key, () => []).push({ ...binding, place });
    }
  }

  /** The local name that the first import of a name gives it; undefined when it is not imported. */
  localOf({ name, isType, module }: NeededName): string | undefined {
    const isFit = ({ isTypeOnly }: PlacedBinding) => isType || !isTypeOnly;
    const named = this.#byName.get(name)?.find((one) => isFit(one) && isSameModule(one.module, module));
    const whole = this.#wholes.get(module)?.find(isFit);
    if (whole === undefined || (named !== undefined && named.place < whole.place)) return named?.local;
    return `${whole.local}.${name}`;
  }
}

/** Generated code is the same from whichever file of its folder it comes. */
function isSameModule(other: string, module: string): boolean {
  const folder = (path: string) => path.slice(0, path.lastIndexOf("/") + 1);
  return other === module || (module.startsWith(".") && folder(other) === folder(module));
}
