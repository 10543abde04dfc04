import { readFileSync } from "node:fs";
import { withoutComments } from "../../src/definition/comments.js";

/** The content of a file of JSON with comments; undefined where it cannot be read, which whoever it is for tells of. */
export function jsonIn(file: string): unknown {
  try {
    return JSON.parse(withoutComments(readFileSync(file, "utf8").replace(/^\ufeff/, "")));
  } catch {
    return undefined;
  }
}
