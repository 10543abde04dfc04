/** Where a JSON text or a value to be written is wrong. */
export interface JsonErrorPlace {
  /** Offset in the text that was read, in UTF-16 units. */
  readonly position?: number;
  /** JSON pointer into the value that was to be written; "" is the value itself. */
  readonly pointer?: string;
}

/** A text is not JSON, or a value cannot be written as JSON. The message holds nothing of the text or value. */
export class JsonError extends Error {
  /** Offset in the text that was read, in UTF-16 units; undefined when writing. */
  readonly position: number | undefined;
  /** JSON pointer into the value that was to be written; undefined when reading. */
  readonly pointer: string | undefined;

  constructor(message: string, place: JsonErrorPlace) {
    const where = place.pointer === undefined ? `position ${place.position}` : place.pointer || "/";
    super(`${message} at ${where}`);
    this.name = "JsonError";
    this.position = place.position;
    this.pointer = place.pointer;
  }
}
