/** A value of a JSON text, and where it stands. */
export interface JsonPlace {
  readonly from: number;
  readonly to: number;
  /** Of an object: its members in order. */
  readonly members?: ReadonlyMap<string, MemberPlace>;
  /** Of an array. */
  readonly items?: readonly JsonPlace[];
}

/** A member of an object: its value, and where its key begins. */
export interface MemberPlace extends JsonPlace {
  readonly keyFrom: number;
}

const BLANK = /[ \t\r\n\ufeff]*/y;
const SCALAR = /[^\s,\]}]+/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;

/** Finds where the values of a JSON text stand. The text must be JSON: that was checked when it was read. */
export function placesOf(text: string): JsonPlace {
  return new Finder(text).value();
}

class Finder {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonPlace {
    this.#skip(BLANK);
    const from = this.#at;
    switch (this.#text[from]) {
      case "{": {
        const members = new Map<string, MemberPlace>();
        this.#list("}", () => {
          const keyFrom = this.#at;
          const key = JSON.parse(this.#skip(STRING)) as string;
          this.#skip(BLANK);
          this.#at += 1;
          members.set(key, { keyFrom, ...this.value() });
        });
        return { from, to: this.#at, members };
      }
      case "[": {
        const items: JsonPlace[] = [];
        this.#list("]", () => items.push(this.value()));
        return { from, to: this.#at, items };
      }
      default:
        this.#skip(this.#text[from] === '"' ? STRING : SCALAR);
        return { from, to: this.#at };
    }
  }

  #list(end: string, read: () => void): void {
    this.#at += 1;
    this.#skip(BLANK);
    while (this.#at < this.#text.length && this.#text[this.#at] !== end) {
      read();
      this.#skip(BLANK);
      if (this.#text[this.#at] === ",") this.#at += 1;
      this.#skip(BLANK);
    }
    this.#at += 1;
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [match = ""] = pattern.exec(this.#text) ?? [];
    this.#at += match.length;
    return match;
  }
}
