/** A line that waits for a page, as JSON text. */
export interface BufferedLine {
  readonly event: "traffic" | "notifications";
  readonly json: string;
}

interface Bounds {
  readonly lines: number;
  readonly characters: number;
}

/** Lines that wait for a page: of more than its bounds the oldest are dropped, and counted. */
export class LineBuffer {
  readonly #lines: (BufferedLine | undefined)[];
  readonly #mostCharacters: number;
  #first = 0;
  #count = 0;
  #characters = 0;
  #lost = 0;

  constructor({ lines, characters }: Bounds) {
    this.#lines = new Array<BufferedLine | undefined>(lines).fill(undefined);
    this.#mostCharacters = characters;
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#lost === 0;
  }

  push(line: BufferedLine): void {
    if (this.#count === this.#lines.length) this.#drop();
    this.#lines[(this.#first + this.#count) % this.#lines.length] = line;
    this.#count += 1;
    this.#characters += line.json.length;
    while (this.#characters > this.#mostCharacters) this.#drop();
  }

  /** Counts lines that others have dropped before they came here. */
  missed(count: number): void {
    this.#lost += count;
  }

  /** The oldest lines within bounds, and how many before them are lost. */
  take(most: Bounds): { readonly lines: readonly BufferedLine[]; readonly lost: number } {
    const lost = this.#lost;
    this.#lost = 0;
    const lines: BufferedLine[] = [];
    let characters = 0;
    while (this.#count > 0 && lines.length < most.lines && characters < most.characters) {
      const line = this.#shift();
      characters += line.json.length;
      lines.push(line);
    }
    return { lines, lost };
  }

  #drop(): void {
    this.#shift();
    this.#lost += 1;
  }

  #shift(): BufferedLine {
    const line = this.#lines[this.#first] as BufferedLine;
    this.#lines[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#lines.length;
    this.#count -= 1;
    this.#characters -= line.json.length;
    return line;
  }
}
