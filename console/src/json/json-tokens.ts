/** The kinds of tokens of JSON. `word` is all that is neither a mark nor a string: numbers, `true`, and what is wrong. */
export type TokenKind = "{" | "}" | "[" | "]" | "," | ":" | "string" | "word" | "end";

/** One token, by its place in the text. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const MARKS: ReadonlySet<string> = new Set("{}[],:");
const SPACES: ReadonlySet<string> = new Set(" \t\r\n");

/** Reads a text one token at a time, also one that is cut off or is no JSON. */
export class JsonTokens {
  readonly text: string;
  #at = 0;
  #peeked: Token | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  /** The next token; after the last one always `end`. */
  next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    return token;
  }

  #read(): Token {
    const { text } = this;
    while (SPACES.has(text[this.#at] ?? "")) this.#at += 1;
    const start = this.#at;
    const first = text[start];
    if (first === undefined) return { kind: "end", start, end: start };
    if (MARKS.has(first)) this.#at += 1;
    else if (first === '"') this.#at = endOfString(text, start);
    else this.#at = endOfWord(text, start);
    const kind = MARKS.has(first) ? (first as TokenKind) : first === '"' ? "string" : "word";
    return { kind, start, end: this.#at };
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function endOfWord(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const char = text[at] as string;
    if (MARKS.has(char) || SPACES.has(char) || char === '"') break;
    at += 1;
  }
  return at;
}
