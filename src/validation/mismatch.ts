/** The shape of a typebox error, as far as it is read here. */
export interface KeywordError {
  readonly keyword: string;
  /** JSON pointer into the value. */
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

/** Where a value breaks its schema, and what the schema has there. Holds nothing of the value but names. */
export class Mismatch {
  /** JSON pointer; "" is the whole value. */
  readonly pointer: string;
  readonly expected: string;

  constructor(pointer: string, expected: string) {
    this.pointer = toShortLine(pointer);
    this.expected = toShortLine(expected);
  }

  /** The same mismatch seen from the object that has the value as its member `name`. */
  within(name: string): Mismatch {
    return new Mismatch(`${toPointer(name)}${this.pointer}`, this.expected);
  }
}

const MAX_LENGTH = 200;

/** Keywords whose error only sums up those of the schemas inside. */
const SUMMARIES: ReadonlySet<string> = new Set([
  "anyOf",
  "oneOf",
  "if",
  "additionalProperties",
  "propertyNames",
]);

function toPointer(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/**
 * Chooses the error that tells a person most: the deepest one, as of several alternatives the value fits that one
 * best, and among those at one place rather a broken limit than a wrong type.
 */
export function explain(errors: readonly KeywordError[], value: unknown): Mismatch {
  const [first, ...others] = errors;
  if (first === undefined) return new Mismatch("", "must match the schema");
  const best = others.reduce((found, error) => (rank(error) > rank(found) ? error : found), first);
  const pointer = best.instancePath;
  if (best.keyword !== "type") return new Mismatch(pointer, expectation(best));
  const types = errors.filter(
    (error) => error.keyword === "type" && error.instancePath === best.instancePath,
  );
  return new Mismatch(pointer, expectedTypes(types, memberAt(value, best.instancePath)));
}

function rank({ instancePath, keyword }: KeywordError): number {
  const depth = instancePath.split("/").length;
  return depth * 3 + (SUMMARIES.has(keyword) ? 0 : keyword === "type" ? 1 : 2);
}

function expectation({ keyword, params, message }: KeywordError): string {
  const parameters = new Map<string, unknown>(Object.entries(params));
  switch (keyword) {
    case "boolean":
      return "must not be there";
    case "const":
      return `must be ${toText(parameters.get("allowedValue"))}`;
    case "enum":
      return `must be one of ${toText(parameters.get("allowedValues"))}`;
    case "required": {
      const missing = parameters.get("requiredProperties") as readonly string[];
      return `must have required property '${missing[0]}'`;
    }
    case "propertyNames":
      return "must have only allowed property names";
    default:
      return message;
  }
}

function expectedTypes(errors: readonly KeywordError[], value: unknown): string {
  const types = new Set(errors.flatMap(({ params }) => ("type" in params ? params.type : [])).map(String));
  const names = [...types].map((type) => (type === "bigint" ? "bigint (int64)" : type)).join(" or ");
  const isTooBig = typeof value === "bigint" && types.has("number");
  return `must be ${names}${isTooBig ? "; an integer only within ±(2^53 - 1)" : ""}`;
}

/** The value that a JSON pointer leads to; undefined when there is none. */
export function memberAt(value: unknown, pointer: string): unknown {
  const names = pointer.split("/").slice(1);
  return names.reduce<unknown>((found, name) => {
    const key = name.replaceAll("~1", "/").replaceAll("~0", "~");
    const isMember = typeof found === "object" && found !== null && Object.hasOwn(found, key);
    return isMember ? (found as Record<string, unknown>)[key] : undefined;
  }, value);
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_key, member) => (typeof member === "bigint" ? String(member) : member));
}

/** Names come from peers: they may be long and hold line breaks. */
function toShortLine(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
