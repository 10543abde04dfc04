/** Something that generated code does otherwise than was asked for, and why. */
export interface GenerateNote {
  readonly file: string;
  /** JSON pointer of the schema; "" is the whole document. */
  readonly pointer: string;
  readonly message: string;
}
