import { joinPointer } from "../../src/definition/json-pointer.js";

/** A place in a text. Both count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s{}[\],:"]+/gs;

interface Container {
  readonly pointer: string;
  readonly isObject: boolean;
  /** The key or index whose value is being read. */
  current: string | number;
  expectsKey: boolean;
}

/** Finds where values begin in a JSON text, by their JSON pointers; those of members where their name begins. */
export function positionsIn(text: string): ReadonlyMap<string, TextPosition> {
  const found = new Map<string, TextPosition>();
  const starts = lineStarts(text);
  const open: Container[] = [];
  let line = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    while ((starts[line + 1] ?? Number.POSITIVE_INFINITY) <= index) line += 1;
    const container = open.at(-1);
    const note = (pointer: string) => {
      if (!found.has(pointer))
        found.set(pointer, { line: line + 1, column: index - (starts[line] ?? 0) + 1 });
    };
    const here = container === undefined ? "" : joinPointer(container.pointer, container.current);
    if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ",") {
      if (container?.isObject === true) container.expectsKey = true;
      else if (container !== undefined) container.current = Number(container.current) + 1;
    } else if (container?.expectsKey === true) {
      container.expectsKey = false;
      container.current = JSON.parse(token) as string;
      note(joinPointer(container.pointer, container.current));
    } else {
      note(here);
      const isObject = token === "{";
      if (isObject || token === "[") open.push({ pointer: here, isObject, current: 0, expectsKey: isObject });
    }
  }
  return found;
}

/** The position of a value, or of what is around it where it is not there. */
export function positionOf(positions: ReadonlyMap<string, TextPosition>, pointer: string): TextPosition {
  const around = pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));
  return positions.get(pointer) ?? (pointer === "" ? { line: 1, column: 1 } : positionOf(positions, around));
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ 0: end, index }) => index + end.length)];
}
