import { JsonError } from "./json-error.js";
import { MAX_DEPTH, MAX_INTEGER_DIGITS } from "./limits.js";
import { stringEnd } from "./string-end.js";

const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
const CONSTANT = /true|false|null|NaN|-?Infinity/y;

/** Reads JSON with integers of any size and Python's bare constants. @throws {JsonError} */
export function parseExactly(text: string): unknown {
  return new ExactParser(text).parse();
}

class ExactParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): unknown {
    const value = this.#value(0);
    this.#skipWhitespace();
    if (this.#at < this.#text.length) this.#fail("expected the end of the text");
    return value;
  }

  #value(depth: number): unknown {
    this.#skipWhitespace();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object(depth + 1);
      case "[":
        return this.#array(depth + 1);
      case '"':
        return this.#string();
      default:
        return this.#constantOrNumber();
    }
  }

  #object(depth: number): Record<string, unknown> {
    this.#checkDepth(depth);
    const object: Record<string, unknown> = {};
    this.#at += 1;
    if (this.#take("}")) return object;
    do {
      this.#skipWhitespace();
      if (this.#text[this.#at] !== '"') this.#fail("expected a key in double quotes");
      const key = this.#string();
      if (!this.#take(":")) this.#fail('expected ":"');
      const value = this.#value(depth);
      if (key === "__proto__") {
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      } else {
        object[key] = value;
      }
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail('expected "," or "}"');
    return object;
  }

  #array(depth: number): unknown[] {
    this.#checkDepth(depth);
    const array: unknown[] = [];
    this.#at += 1;
    if (this.#take("]")) return array;
    do {
      array.push(this.#value(depth));
    } while (this.#take(","));
    if (!this.#take("]")) this.#fail('expected "," or "]"');
    return array;
  }

  #string(): string {
    const end = stringEnd(this.#text, this.#at);
    try {
      const value: string = JSON.parse(this.#text.slice(this.#at, end + 1));
      this.#at = end + 1;
      return value;
    } catch {
      return this.#fail("the string does not end, or holds a bad escape or a control character");
    }
  }

  #constantOrNumber(): unknown {
    const constant = this.#match(CONSTANT);
    if (constant !== null) {
      this.#at += constant[0].length;
      return CONSTANTS.get(constant[0]);
    }
    const number = this.#match(NUMBER);
    if (number === null) return this.#fail("expected a value");
    const [literal, fraction, exponent] = number;
    const value = Number(literal);
    const digits = literal.startsWith("-") ? literal.length - 1 : literal.length;
    const isInteger = fraction === undefined && exponent === undefined;
    if (isInteger && digits > MAX_INTEGER_DIGITS) {
      this.#fail(`integer of more than ${MAX_INTEGER_DIGITS} digits`);
    }
    this.#at += literal.length;
    return isInteger && !Number.isSafeInteger(value) ? BigInt(literal) : value;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text);
  }

  #skipWhitespace(): void {
    WHITESPACE.lastIndex = this.#at;
    WHITESPACE.test(this.#text);
    this.#at = WHITESPACE.lastIndex;
  }

  #take(char: string): boolean {
    this.#skipWhitespace();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #checkDepth(depth: number): void {
    if (depth > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH} levels`);
  }

  #fail(message: string): never {
    throw new JsonError(message, { position: this.#at });
  }
}
