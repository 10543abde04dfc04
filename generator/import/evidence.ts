/** The certainty of a fact. */
export type Certainty = "certain" | "guessed" | "missing";

/** A fact about one thing that a definition says, and the reason for it. */
export interface Remark {
  readonly certainty: Certainty;
  /** As a line of a report says it. */
  readonly text: string;
}

/** Collects what is certain, guessed and missing. */
export class Evidence {
  readonly remarks: Remark[] = [];

  certain(text: string): void {
    this.#add("certain", text);
  }

  guessed(text: string): void {
    this.#add("guessed", text);
  }

  missing(text: string): void {
    this.#add("missing", text);
  }

  of(certainty: Certainty): string[] {
    return this.remarks.filter((remark) => remark.certainty === certainty).map(({ text }) => text);
  }

  #add(certainty: Certainty, text: string): void {
    if (!this.remarks.some((remark) => remark.text === text)) this.remarks.push({ certainty, text });
  }
}
