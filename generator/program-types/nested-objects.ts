import { isJsonObject, type JsonObject } from "../../src/json/json-object.js";

/** All objects inside a value, each once, and the value itself where it is one. */
export function* nestedObjects(value: unknown): Generator<JsonObject> {
  const seen = new Set<unknown>([value]);
  // What is added while a set is gone through is gone through too.
  for (const each of seen) {
    if (isJsonObject(each)) yield each;
    for (const inner of Object.values(each ?? {})) if (typeof inner === "object") seen.add(inner);
  }
}
