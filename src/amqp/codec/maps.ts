import { FormatCode, type Reader } from "./encoding.js";

/** Reads the pairs whose values are texts. */
export function readTextMap(reader: Reader): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  readMap(reader, (name) => {
    if (isText(reader.peek())) texts.set(name, reader.text());
    else reader.skip();
  });
  return texts;
}

/** Reads the pairs of a map as far as their names are texts. */
export function readMap(reader: Reader, readItem: (name: string, reader: Reader) => void): void {
  const { count, end } = reader.compound();
  for (let pair = 0; pair < count; pair += 2) {
    if (!isText(reader.peek())) break;
    readItem(reader.text(), reader);
  }
  reader.position = end;
}

function isText(code: number): boolean {
  return (
    code === FormatCode.str8 ||
    code === FormatCode.str32 ||
    code === FormatCode.sym8 ||
    code === FormatCode.sym32
  );
}
