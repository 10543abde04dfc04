import type { JsonObject } from "../../../src/json/json-object.js";

/** Makes the schema of a type of the schemas of the types inside it. */
type Maker = (inner: readonly JsonObject[]) => JsonObject;

const listOf: Maker = ([items = {}]) => ({ type: "array", items });
const dictOf: Maker = ([values = {}]) => ({ type: "object", additionalProperties: values });
const plain =
  (schema: JsonObject): Maker =>
  () =>
    schema;

const text = plain({ type: "string" });
const orNone: JsonObject = { type: ["string", "null"] };
const integer: JsonObject = { type: "integer" };
const string: JsonObject = { type: "string" };

/**
 * Types of `oslo_versionedobjects.fields` as they travel. That of a UUID takes any text, and warns of what is none.
 */
export const TYPES: ReadonlyMap<string, Maker> = new Map([
  ...["String", "UUID", "VersionPredicate", "Enum", "MACAddress", "PCIAddress"].map(
    (name) => [name, text] as const,
  ),
  ...["IPAddress", "IPV4AndV6Address", "IPNetwork", "IPV4Network", "IPV6Network", "StringPattern"].map(
    (name) => [name, text] as const,
  ),
  ["SensitiveString", plain({ type: "string", writeOnly: true })],
  ["IPV4Address", plain({ type: "string", format: "ipv4" })],
  ["IPV6Address", plain({ type: "string", format: "ipv6" })],
  ["DateTime", plain({ type: "string", format: "date-time" })],
  ["Integer", plain(integer)],
  ["NonNegativeInteger", plain({ type: "integer", minimum: 0 })],
  ["Float", plain({ type: "number" })],
  ["NonNegativeFloat", plain({ type: "number", minimum: 0 })],
  ["Boolean", plain({ type: "boolean" })],
  ["FlexibleBoolean", plain({ type: "boolean" })],
  ["List", listOf],
  ["Set", listOf],
  ["Dict", dictOf],
]);

/** Fields of `oslo_versionedobjects.fields` whose types are made of others, by the names of the classes. */
export const FIELDS: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  ["DictOfStringsField", dictOf([string])],
  ["DictOfNullableStringsField", dictOf([orNone])],
  ["DictOfIntegersField", dictOf([integer])],
  ["DictOfListOfStringsField", dictOf([listOf([string])])],
  ["ListOfStringsField", listOf([string])],
  ["ListOfUUIDField", listOf([string])],
  ["ListOfIntegersField", listOf([integer])],
  ["ListOfSetsOfIntegersField", listOf([listOf([integer])])],
  ["ListOfDictOfNullableStringsField", listOf([dictOf([orNone])])],
  ["SetOfIntegersField", listOf([integer])],
]);
