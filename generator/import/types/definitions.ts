import { pascalCase } from "../../../src/definition/names.js";
import { stringifyJson } from "../../../src/json/json.js";
import type { JsonObject } from "../../../src/json/json-object.js";

/** The `$defs` that the schemas of an import refer to. */
export class TypeDefinitions {
  readonly #schemas = new Map<string, JsonObject>();
  readonly #names = new Map<object, string>();

  /** The ref to the schema of a class, which is made when it is first asked for. */
  refTo(source: object, name: string, schema: () => JsonObject): JsonObject {
    const known = this.#names.get(source);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const plain = pascalCase(name) ?? "Type";
    let free = plain;
    for (let number = 2; this.#schemas.has(free); number += 1) free = `${plain}${number}`;
    this.#names.set(source, free);
    // A type may lead to itself.
    this.#schemas.set(free, {});
    this.#schemas.set(free, schema());
    return { $ref: `#/$defs/${free}` };
  }

  /** Those that some schema refers to, directly or by way of others. */
  reachedFrom(value: unknown): Record<string, JsonObject> {
    if (this.#schemas.size === 0) return {};
    const reached = new Set<string>();
    const visit = (part: unknown) => {
      for (const [, name = ""] of stringifyJson(part).matchAll(/"#\/\$defs\/([^"]+)"/g)) {
        if (reached.has(name)) continue;
        reached.add(name);
        visit(this.#schemas.get(name) ?? {});
      }
    };
    visit(value);
    return Object.fromEntries([...this.#schemas].filter(([name]) => reached.has(name)));
  }
}
