import { type OctetEncoding, octetEncoding } from "../../../src/definition/content-encoding.js";
import type { ServiceModel } from "../../../src/definition/model.js";
import { itemsOf, type JsonObject } from "../../../src/json/json-object.js";
import { findTexts } from "../../program-types/find-texts.js";
import { octets } from "../../program-types/octets.js";
import { withMembers } from "../../program-types/with-members.js";

/** The texts of octets that are accepted: padded, and without bits that are left over. */
const PATTERNS: Readonly<Record<OctetEncoding, string>> = {
  base64: patternOf("+/"),
  base64url: patternOf("_-"),
};

/**
 * A service in which the schemas of octets say as a pattern what generated code that converts them checks: so that what
 * `contentEncoding` means there is compared like the rest.
 */
export function checkOctets(model: ServiceModel): ServiceModel {
  const { schemas } = findTexts(model, octets("Uint8Array"), "apart");
  const checks = [...schemas].flatMap((schema) => {
    const encoding = octetEncoding(schema.contentEncoding);
    return encoding === undefined ? [] : [[schema, checkOf(schema, PATTERNS[encoding])] as const];
  });
  return checks.length === 0 ? model : withMembers(model, new Map(checks));
}

/** The keyword that a definition has where the compared schema has one of {@link checkOctets}. */
export function writtenKeyword(keyword: string, ...schemas: readonly JsonObject[]): string {
  const isCheck = schemas.some((schema) => {
    const [value] = keyword === "allOf" ? itemsOf(schema.allOf).slice(-1) : [schema];
    const { pattern } = (value ?? {}) as JsonObject;
    return Object.values(PATTERNS).some((each) => each === pattern);
  });
  return isCheck && (keyword === "pattern" || keyword === "allOf") ? "contentEncoding" : keyword;
}

function checkOf(schema: JsonObject, pattern: string): JsonObject {
  return schema.pattern === undefined ? { pattern } : { allOf: [...itemsOf(schema.allOf), { pattern }] };
}

function patternOf(last: string): string {
  const digit = `[A-Za-z0-9${last}]`;
  return `^(${digit}{4})*(${digit}[AQgw]==|${digit}{2}[AEIMQUYcgkosw048]=)?$`;
}
