import { joinPointer, pointerSegments, valueAt } from "../../../src/definition/json-pointer.js";
import { resolveUri } from "../../../src/definition/resources.js";
import { isJsonObject } from "../../../src/json/json-object.js";
import { movedPointer } from "./moved-pointer.js";

/** A schema that was made, with a `$ref` in it. */
type MadeRef = Record<string, unknown>;

interface LocalRef {
  readonly made: MadeRef;
  /** The place in the old document. */
  readonly pointer: string;
}

/** The refs of a document to places in it, whatever address they call it by. */
export class LocalRefs {
  readonly #document: unknown;
  readonly #base: string | undefined;
  /** The pointers of schemas that have an address. */
  readonly #addressed: ReadonlyMap<string, string>;
  readonly #refs: LocalRef[] = [];

  constructor(document: unknown) {
    this.#document = document;
    this.#base = addressOf(document);
    this.#addressed = new Map(addresses(document, "", this.#base ?? NO_BASE));
  }

  /** The ref as it is written in the new document; undefined when it leads out of this one. */
  take(ref: string): MadeRef | undefined {
    const [path = "", fragment = ""] = ref.split("#");
    const address = path === "" ? undefined : resolveUri(path, this.#base ?? NO_BASE);
    const root = path === "" ? "" : this.#addressed.get(address ?? "");
    if (root === undefined) return undefined;
    if (fragment !== "" && !fragment.startsWith("/")) return { $ref: `#${fragment}` };
    const pointer = root + decode(fragment);
    const made: MadeRef = { $ref: `#${encodeURI(movedPointer(pointer, this.#document))}` };
    this.#refs.push({ made, pointer });
    return made;
  }

  /**
   * Brings into `$defs` what refs lead to and no keyword of the new document holds.
   *
   * @param convert makes a schema of the old one, and may take more refs
   * @param drop is told of a ref that leads nowhere
   */
  settle(made: Record<string, unknown>, convert: (schema: unknown) => unknown, drop: () => void): void {
    const names = new Map<string, string>();
    for (const ref of this.#refs) {
      const segments = pointerSegments(decode(String(ref.made.$ref).slice(1))) ?? [];
      if (valueAt(made, segments) !== undefined) continue;
      const old = valueAt(this.#document, pointerSegments(ref.pointer) ?? []);
      if (old === undefined || (!isJsonObject(old) && typeof old !== "boolean")) {
        delete ref.made.$ref;
        drop();
        continue;
      }
      let name = names.get(ref.pointer);
      if (name === undefined) {
        name = freeName(pointerSegments(ref.pointer)?.at(-1) ?? "", made.$defs);
        names.set(ref.pointer, name);
        const definitions: Record<string, unknown> = { ...Object(made.$defs), [name]: true };
        made.$defs = definitions;
        definitions[name] = convert(old);
      }
      ref.made.$ref = `#${encodeURI(joinPointer("/$defs", name))}`;
    }
  }
}

/** An address that nothing else has. */
const NO_BASE = "urn:oslo-gen:import";

function addressOf(schema: unknown): string | undefined {
  if (!isJsonObject(schema)) return undefined;
  const id = [schema.$id, schema.id].find((each) => typeof each === "string" && !each.startsWith("#"));
  return typeof id === "string" ? resolveUri(id, NO_BASE) : undefined;
}

function* addresses(value: unknown, pointer: string, base: string): Generator<[string, string]> {
  if (typeof value !== "object" || value === null) return;
  const id = isJsonObject(value) ? [value.$id, value.id].find((each) => typeof each === "string") : undefined;
  const own = typeof id === "string" && !id.startsWith("#") ? resolveUri(id, base) : undefined;
  if (own !== undefined) yield [own, pointer];
  for (const [key, member] of Object.entries(value))
    yield* addresses(member, joinPointer(pointer, key), own ?? base);
}

function freeName(wanted: string, $defs: unknown): string {
  const taken = isJsonObject($defs) ? $defs : {};
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}${number}`;
    if (!Object.hasOwn(taken, name)) return name;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that begins no code is one.
    return text;
  }
}
