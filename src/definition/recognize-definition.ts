import { statSync } from "node:fs";
import { didYouMean } from "../errors/did-you-mean.js";
import { isJsonObject, type JsonObject, memberOf } from "../json/json-object.js";
import { glanceAt } from "./read-document.js";

/** The longest key that is taken for a misspelt `service`; a longer one may well mean something else. */
const LONGEST_SLIP = "service".length + 1;
const SCHEMA_PLACE =
  /^\/(?:\$defs\/|x-[^/]*|methods\/[^/]*\/(?:params\/\d+\/(?:earlier\/\d+\/)?schema|additionalParams|result)|errors\/[^/]*\/kwargs|notifications\/[^/]*\/payload)/;
const VERSION = /^\d+\.\d+$/;
/** Descriptions of other kinds, some of which have methods too. */
const OTHER_KINDS = ["openrpc", "asyncapi", "openapi", "swagger"];

/**
 * True for a JSON document that is meant to be a service definition, right or wrong. It names the service or the
 * metaschema; without either, one key alone tells nothing, as other documents have topics, versions and methods too.
 */
export function looksLikeDefinition(document: unknown): boolean {
  if (!isJsonObject(document)) return false;
  const metaschema = memberOf(document, "$schema");
  if (Object.hasOwn(document, "service")) return true;
  if (typeof metaschema === "string" && metaschema.includes("oslo-service")) return true;
  if (OTHER_KINDS.some((key) => Object.hasOwn(document, key))) return false;
  const hasMethods = holdsMethods(memberOf(document, "methods"));
  const hasOthers = typeof memberOf(document, "topic") === "string" || hasVersion(document);
  const hasSlip = Object.entries(document).some(([key, value]) => typeof value === "string" && isSlip(key));
  return hasSlip ? hasMethods || hasOthers : hasMethods && hasOthers;
}

/** True for the pointer to a schema of a service definition, at any depth, or to what its owner put there. */
export function isSchemaPlace(pointer: string): boolean {
  return SCHEMA_PLACE.test(pointer);
}

/**
 * True when a file is to be taken for a service definition: when it looks like one, and when nobody can tell, as it is
 * no JSON or cannot be read. Nothing that somebody wrote is passed over because of a slip of the pen.
 */
export function isServiceDefinition(file: string): boolean {
  if (isDirectory(file)) return false;
  const document = glanceAt(file);
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
  // Without the first letter "device" would be one.
  return /^s/i.test(key) && key.length <= LONGEST_SLIP && didYouMean(key, ["service"]) !== "";
}

/** Versions of packages have three numbers. */
function hasVersion(document: JsonObject): boolean {
  const version = memberOf(document, "version");
  return typeof version === "string" && VERSION.test(version);
}

/** True for methods by their names, as a definition has them; OpenRPC, say, has a list. */
function holdsMethods(methods: unknown): boolean {
  return isJsonObject(methods) && Object.values(methods).every(isMethod);
}

function isMethod(method: unknown): boolean {
  if (!isJsonObject(method)) return false;
  const params = memberOf(method, "params");
  return params === undefined || Array.isArray(params);
}
