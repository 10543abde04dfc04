/** Reads, checks and writes the values of an option. */
export interface OptionType<T> {
  /** The values it takes, for messages and the reference: "an integer of at least 1". */
  readonly description: string;
  /** Whether repeated assignments add up instead of replacing each other. */
  readonly multiple: boolean;
  /** Whether an empty text leaves the option at its default, as oslo.config has it of numbers. */
  readonly emptyIsDefault: boolean;
  /** Reads the texts a source assigns to the option, in order; undefined when they are no such value. */
  read(texts: readonly string[]): T | undefined;
  /** Takes a value that a program sets in code; undefined when it is no such value. */
  accept(value: unknown): T | undefined;
  /** Writes a value as a file would have it. */
  format(value: T): string;
}

/** Bounds of a number, both included. */
export interface OptionBounds {
  readonly min?: number;
  readonly max?: number;
}

const TRUE_WORDS: ReadonlySet<string> = new Set(["true", "1", "on", "yes"]);
const FALSE_WORDS: ReadonlySet<string> = new Set(["false", "0", "off", "no"]);
const INTEGER = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Any text. */
export const text: OptionType<string> = single(
  "a text",
  (written) => written,
  () => undefined,
);

/** true, 1, on, yes, false, 0, off or no, in upper or lower case. */
export const boolean: OptionType<boolean> = single("true or false", readBoolean, (value) =>
  typeof value === "boolean" ? value : undefined,
);

/** A whole number. */
export function integer(bounds: OptionBounds = {}): OptionType<number> {
  return number("an integer", INTEGER, Number.isSafeInteger, bounds);
}

/** A finite number. */
export function float(bounds: OptionBounds = {}): OptionType<number> {
  return number("a number", FLOAT, Number.isFinite, bounds);
}

/** One of the given words, written exactly so. */
export function choice<const W extends string>(...words: readonly W[]): OptionType<W> {
  return single(
    `one of ${words.join(", ")}`,
    (written) => words.find((word) => word === written),
    () => undefined,
  );
}

/** Texts between commas in one assignment; a later assignment replaces an earlier one. */
export const list: OptionType<readonly string[]> = {
  description: "texts separated by commas",
  multiple: false,
  emptyIsDefault: false,
  read: (texts) => readList(texts.at(-1) ?? ""),
  accept: (value) => {
    if (isText(value)) return readList(value);
    return isTextArray(value) ? [...value] : undefined;
  },
  format: (values) => values.join(","),
};

/** Assignments that add up, each of the given type. An empty one adds nothing. */
export function multiple<T>(item: OptionType<T>): OptionType<readonly T[]> {
  const readAll = (texts: readonly string[]): readonly T[] | undefined => {
    const values: T[] = [];
    for (const written of texts) {
      if (written === "") continue;
      const value = item.read([written]);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  };
  return {
    description: `${item.description}, may be repeated`,
    multiple: true,
    emptyIsDefault: false,
    read: readAll,
    accept: (value) => {
      if (isText(value)) return readAll([value]);
      return isTextArray(value) ? readAll(value) : undefined;
    },
    format: (values) => values.map((value) => item.format(value)).join(","),
  };
}

function single<T>(
  description: string,
  parse: (written: string) => T | undefined,
  acceptOther: (value: unknown) => T | undefined,
): OptionType<T> {
  return {
    description,
    multiple: false,
    emptyIsDefault: false,
    read: (texts) => parse(texts.at(-1) ?? ""),
    accept: (value) => (isText(value) ? parse(value) : acceptOther(value)),
    format: String,
  };
}

function number(
  noun: string,
  syntax: RegExp,
  isValid: (value: number) => boolean,
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: OptionBounds,
): OptionType<number> {
  const check = (value: number): number | undefined =>
    isValid(value) && value >= min && value <= max ? value : undefined;
  const type = single(
    noun + boundsText(min, max),
    (written) => {
      const digits = written.trim();
      return syntax.test(digits) ? check(Number(digits.replaceAll("_", ""))) : undefined;
    },
    (value) => (typeof value === "number" ? check(value) : undefined),
  );
  return { ...type, emptyIsDefault: true };
}

function boundsText(min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`;
  if (Number.isFinite(min)) return ` of at least ${min}`;
  return Number.isFinite(max) ? ` of at most ${max}` : "";
}

function readBoolean(written: string): boolean | undefined {
  const word = written.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

function readList(written: string): string[] {
  const inside = written.trim().replace(/,+$/, "");
  return inside === "" ? [] : inside.split(",").map((item) => item.trim());
}

/** Halves of surrogate pairs are no text: files have none, and what is sent of them is another character. */
function isText(value: unknown): value is string {
  return typeof value === "string" && value.isWellFormed();
}

function isTextArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
