import { type JsonObject, memberOf } from "../../../src/json/json-object.js";

/** The target of a `$ref` to the components of the document. */
export function follow(document: JsonObject, value: unknown): unknown {
  const ref = memberOf(value, "$ref");
  if (typeof ref !== "string" || !ref.startsWith("#/")) return value;
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, name) => memberOf(at, name.replaceAll("~1", "/").replaceAll("~0", "~")), document);
}
