import { itemsOf, type JsonObject } from "../json/json-object.js";
import { sameValue } from "../json/same-value.js";
import type { SchemaOf } from "../subset/definitions.js";
import { isNumeric, type Kind, kindOf } from "../subset/kinds.js";
import { listedValues } from "../subset/schema-node.js";
import { first, mayFit, type Shape, shapesOf } from "../subset/witness/part.js";
import { drawArray } from "./draw-array.js";
import { drawNumber } from "./draw-number.js";
import { drawObject } from "./draw-object.js";
import { drawText } from "./draw-text.js";
import type { Random } from "./random.js";

/** Settings of a draw. */
export interface DrawSettings {
  /** Takes what schemas show, their `examples` and then their `default`, for a value wherever it fits. */
  readonly shown: boolean;
}

/** Values inside values up to here have what they may have; deeper ones only what they must have. */
const MOST_LEVELS = 3;
/** As many values are drawn, one inside the other, before the rest has only what it must have. */
const MOST_VALUES = 200;
/** A value deeper than this is given up. */
const MAX_DEPTH = 40;
/** As many values are tried in all before the draw is given up. */
const MOST_STEPS = 20_000;
const MOST_SHAPES = 24;
const MOST_TRIES = 6;
/** So often other kinds than these are tried first: null, and integers that are too large for a number. */
const SELDOM_LAST = 0.8;
const SELDOM: ReadonlySet<Kind> = new Set(["null", "bigint"]);
const BY_SIZE: readonly Kind[] = [
  "null",
  "boolean",
  "integer",
  "bigint",
  "fraction",
  "string",
  "array",
  "object",
];

/** The draw has gone on for long enough. */
export class DrawEnds extends Error {}

/** Draws one value that schemas accept, most likely: whether they do is for a validator to say. */
export class Draw {
  readonly random: Random;
  readonly #settings: DrawSettings;
  #values = 0;
  #steps = MOST_STEPS;
  #depth = 0;

  constructor(random: Random, settings: DrawSettings) {
    this.random = random;
    this.#settings = settings;
  }

  /** True while a value may have more than it must have. */
  get isLavish(): boolean {
    return this.#depth <= MOST_LEVELS && this.#values < MOST_VALUES;
  }

  /** A value for schemas that hold together; undefined when none was found. @throws {DrawEnds} */
  value(schemas: readonly SchemaOf[]): unknown {
    if (this.#depth > MAX_DEPTH) return undefined;
    this.#depth += 1;
    this.#values += 1;
    try {
      for (const shape of this.#shapes(schemas)) {
        const value = this.#ofShape(shape);
        if (value !== undefined) return value;
      }
      return undefined;
    } finally {
      this.#depth -= 1;
    }
  }

  #shapes(schemas: readonly SchemaOf[]): Iterable<Shape> {
    const shapes = first(
      MOST_SHAPES,
      shapesOf(schemas, (choices) => this.random.shuffled(choices)),
    );
    if (this.isLavish) {
      return this.random.chance(SELDOM_LAST) ? seldomLast(shapes) : shapes;
    }
    return [...shapes].sort((left, right) => BY_SIZE.indexOf(left.kind) - BY_SIZE.indexOf(right.kind));
  }

  #ofShape(shape: Shape): unknown {
    const { kind, parts } = shape;
    if (kind === "nonfinite") return undefined;
    const schemas = parts.map(({ schema }) => schema);
    const fits = (value: unknown) => kindOf(value) === kind && mayFit(parts, value);
    if (this.#settings.shown) {
      for (const shown of [this.random.shuffled(examplesOf(schemas)), defaultsOf(schemas)]) {
        const fitting = shown.find(fits);
        if (fitting !== undefined) return fitting;
      }
    }
    const [listed, ...others] = schemas.flatMap((schema) => {
      const values = listedValues(schema);
      return values === undefined ? [] : [values];
    });
    if (listed !== undefined) {
      const common = listed.filter((value) =>
        others.every((list) => list.some((other) => sameValue(other, value))),
      );
      return this.random.shuffled(common).find(fits);
    }
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      this.#steps -= 1;
      if (this.#steps < 0) throw new DrawEnds();
      const value = this.#candidate(shape, attempt);
      if (value === undefined) return undefined;
      if (fits(value)) return value;
    }
    return undefined;
  }

  #candidate({ kind, parts }: Shape, attempt: number): unknown {
    const schemas = parts.map(({ schema }) => schema);
    if (isNumeric(kind)) return drawNumber(this.random, kind, schemas);
    switch (kind) {
      case "null":
        return attempt === 0 ? null : undefined;
      case "boolean":
        return this.random.chance(0.5);
      case "string":
        return drawText(this.random, schemas);
      case "array":
        return drawArray(this, parts);
      default:
        return drawObject(this, parts, attempt);
    }
  }
}

function* seldomLast(shapes: Iterable<Shape>): Generator<Shape> {
  const later: Shape[] = [];
  for (const shape of shapes) {
    if (SELDOM.has(shape.kind)) later.push(shape);
    else yield shape;
  }
  yield* later;
}

function examplesOf(schemas: readonly JsonObject[]): readonly unknown[] {
  return schemas.flatMap(({ examples }) => itemsOf(examples));
}

function defaultsOf(schemas: readonly JsonObject[]): readonly unknown[] {
  return schemas.flatMap((schema) => (schema.default === undefined ? [] : [schema.default]));
}
