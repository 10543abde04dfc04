import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import { greatest, least } from "../subset/bounds.js";
import { requiredNames, withImplied } from "../subset/parts.js";
import { synthetic } from "../subset/synthetic.js";
import type { SchemaPart } from "../subset/witness/part.js";
import { memberSchemas } from "../subset/witness/values.js";
import { drawMatching } from "./draw-text.js";
import type { Draw } from "./draw-value.js";
import { readableWord } from "./readable-word.js";

/** So often a member that may be there is. */
const USUAL = 0.7;
/** By the number of the try: with some of the members, with those alone that it must have, with all, and so on. */
const PROBABILITIES = [USUAL, 0, 1, 0.3, 0.5, USUAL];
const MOST_MEMBERS = 10_000;
const MOST_NEW_NAMES = 3;

/**
 * An object that schemas accept, most likely; undefined when none was found.
 *
 * @param attempt the number of those that were tried before
 */
export function drawObject(
  draw: Draw,
  parts: readonly SchemaPart[],
  attempt: number,
): JsonObject | undefined {
  return new ObjectDraw(draw, parts).object(PROBABILITIES[attempt % PROBABILITIES.length] ?? USUAL);
}

class ObjectDraw {
  readonly #draw: Draw;
  readonly #parts: readonly SchemaPart[];
  readonly #schemas: readonly JsonObject[];
  readonly #most: number;
  readonly #members = new Map<string, unknown>();

  constructor(draw: Draw, parts: readonly SchemaPart[]) {
    this.#draw = draw;
    this.#parts = parts;
    this.#schemas = parts.map(({ schema }) => schema);
    this.#most = least(this.#schemas, "maxProperties");
  }

  object(probability: number): JsonObject | undefined {
    const { random } = this.#draw;
    const fewest = Math.min(greatest(this.#schemas, "minProperties"), MOST_MEMBERS);
    if (fewest > this.#most) return undefined;
    for (const name of requiredNames(this.#schemas)) if (!this.#add(name)) return undefined;
    const isFull = () => this.#members.size >= this.#most;
    const declared = this.#declaredNames();
    if (this.#draw.isLavish) {
      for (const name of declared) if (random.chance(probability) && !isFull()) this.#addWithImplied(name);
      for (let left = this.#newNames(declared.length); left > 0 && !isFull(); left -= 1) this.#addNew();
    }
    for (const name of random.shuffled(declared)) if (this.#members.size < fewest) this.#addWithImplied(name);
    for (let left = fewest * 4; left > 0 && this.#members.size < fewest; left -= 1) this.#addNew();
    const names = [...new Set([...declared, ...this.#members.keys()])].filter((name) =>
      this.#members.has(name),
    );
    return Object.fromEntries(names.map((name) => [name, this.#members.get(name)]));
  }

  /** Names that schemas speak of, in their order. */
  #declaredNames(): readonly string[] {
    const named = this.#schemas.flatMap((schema) => [
      ...membersOf(schema.properties).map(([name]) => name),
      ...itemsOf(isJsonObject(schema.propertyNames) ? schema.propertyNames.enum : []).map(String),
    ]);
    return [...new Set(named)];
  }

  /** The number of names to think of, where schemas have something to say about members of any name. */
  #newNames(declared: number): number {
    const { random } = this.#draw;
    const isMap = this.#schemas.some(
      ({ additionalProperties, patternProperties }) =>
        isJsonObject(additionalProperties) || membersOf(patternProperties).length > 0,
    );
    if (isMap) return random.integer(declared === 0 ? 1 : 0, MOST_NEW_NAMES);
    return declared === 0 ? random.integer(0, 1) : 0;
  }

  #addNew(): boolean {
    const name = this.#newName();
    return name !== undefined && !this.#members.has(name) && this.#add(name);
  }

  #newName(): string | undefined {
    const { random } = this.#draw;
    const rules = this.#parts.flatMap(({ schema, definitions }) =>
      schema.propertyNames === undefined ? [] : [{ schema: schema.propertyNames, definitions }],
    );
    const [rule] = rules;
    if (rule !== undefined) {
      const text = { schema: synthetic({ type: "string" }), definitions: rule.definitions };
      const name = this.#draw.value([text, ...rules]);
      return typeof name === "string" ? name : undefined;
    }
    const patterns = this.#schemas.flatMap(({ patternProperties }) =>
      membersOf(patternProperties).map(([pattern]) => pattern),
    );
    const ofPattern =
      patterns.length > 0 && random.chance(USUAL) ? drawMatching(random, patterns) : undefined;
    return ofPattern ?? readableWord(random, random.integer(3, 8));
  }

  /** Adds a member, and those that must be there with it. */
  #addWithImplied(name: string): boolean {
    return [...withImplied(this.#schemas, [name])].every((each) => this.#add(each));
  }

  #add(name: string): boolean {
    if (this.#members.has(name)) return true;
    const value = this.#draw.value(memberSchemas(this.#parts, name));
    if (value === undefined) return false;
    this.#members.set(name, value);
    return true;
  }
}
