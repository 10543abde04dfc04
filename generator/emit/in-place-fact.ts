import { isJsonObject, itemsOf, type JsonObject } from "../../src/json/json-object.js";

/**
 * Something that holds for a schema when the schema says so itself, or by way of what it refers to or is composed of.
 * Not recursive: a chain of refs may have any length. Refs without end never come here.
 */
export class InPlaceFact {
  readonly #target: (ref: string) => unknown;
  readonly #says: (schema: JsonObject) => boolean;
  readonly #known = new Map<unknown, boolean>();

  /**
   * @param target gives what a `$ref` leads to
   * @param says true when a schema says so itself
   */
  constructor(target: (ref: string) => unknown, says: (schema: JsonObject) => boolean) {
    this.#target = target;
    this.#says = says;
  }

  holds(schema: unknown): boolean {
    if (!this.#isOpen(schema)) return this.#known.get(schema) ?? false;
    const open = [schema];
    for (let next = open.at(-1); isJsonObject(next); next = open.at(-1)) {
      const unknown = this.#known.has(next) ? [] : this.#parts(next).filter((part) => this.#isOpen(part));
      if (unknown.length > 0) {
        open.push(...unknown);
        continue;
      }
      open.pop();
      this.#known.set(next, this.#says(next) || this.applies(next));
    }
    return this.#known.get(schema) ?? false;
  }

  /** True when it holds by way of another schema. */
  applies(schema: JsonObject): boolean {
    const holds = (inner: unknown) => this.holds(inner);
    const every = (list: readonly unknown[]) => list.length > 0 && list.every(holds);
    return (
      (typeof schema.$ref === "string" && holds(this.#target(schema.$ref))) ||
      itemsOf(schema.allOf).some(holds) ||
      every(itemsOf(schema.anyOf)) ||
      every(itemsOf(schema.oneOf))
    );
  }

  #isOpen(schema: unknown): boolean {
    return isJsonObject(schema) && !this.#known.has(schema);
  }

  #parts(schema: JsonObject): readonly unknown[] {
    const target = typeof schema.$ref === "string" ? [this.#target(schema.$ref)] : [];
    return [...target, ...itemsOf(schema.allOf), ...itemsOf(schema.anyOf), ...itemsOf(schema.oneOf)];
  }
}
