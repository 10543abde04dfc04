import { statSync } from "node:fs";
import { didYouMean } from "../errors/did-you-mean.js";
import { isJsonObject, memberOf } from "../json/json-object.js";
import { Problems } from "./problems.js";
import { readDocument } from "./read-document.js";

/** What no definition lacks all of, however wrong it is. */
const TELLING_KEYS = ["service", "topic", "methods"];
/** The longest key that is taken for a misspelt `service`; a longer one may well mean something else. */
const LONGEST_SLIP = "service".length + 1;

/** True for a JSON document that is meant to be a service definition, right or wrong. */
export function looksLikeDefinition(document: unknown): boolean {
  if (!isJsonObject(document)) return false;
  const metaschema = memberOf(document, "$schema");
  return (
    TELLING_KEYS.some((key) => Object.hasOwn(document, key)) ||
    (typeof metaschema === "string" && metaschema.includes("oslo-service")) ||
    Object.entries(document).some(([key, value]) => typeof value === "string" && isSlip(key))
  );
}

/**
 * True when a file is to be taken for a service definition: when it looks like one, and when nobody can tell, as it is
 * no JSON or cannot be read. Nothing that somebody wrote is passed over because of a slip of the pen.
 */
export function isServiceDefinition(file: string): boolean {
  if (isDirectory(file)) return false;
  const document = readDocument(file, new Problems());
  return document === undefined || looksLikeDefinition(document);
}

function isDirectory(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

function isSlip(key: string): boolean {
  return key.length <= LONGEST_SLIP && didYouMean(key, ["service"]) !== "";
}
