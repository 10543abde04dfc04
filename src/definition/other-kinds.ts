import { isJsonObject } from "../json/json-object.js";
import { oldDraft } from "./schema-rules.js";

/** Documents that people name by mistake, by the key that each of them has, with what helps. */
const DOCUMENTS: readonly (readonly [key: string, message: string])[] = [
  ["openrpc", "is an OpenRPC document; make a definition of it with: npx oslo-gen import FILE"],
  ["asyncapi", "is an AsyncAPI document, which oslo-gen writes (export --format asyncapi) and does not read"],
  ["openapi", "is an OpenAPI document; its components/schemas can be referred to, its paths are no methods"],
  ["swagger", "is an OpenAPI document; its definitions can be referred to, its paths are no methods"],
];

/** Says of a document that is no service definition what it is; undefined when nobody can tell. */
export function otherKind(document: unknown, file: string): string | undefined {
  if (!isJsonObject(document)) return undefined;
  const [, message] = DOCUMENTS.find(([key]) => typeof document[key] === "string") ?? [];
  if (message !== undefined) return message.replace("FILE", file);
  // A ref to it as it is would only lead to the next advice.
  const draft = oldDraft(document, file);
  if (draft !== undefined) return draft.replace("is of", "is a JSON Schema of");
  const { $schema, $defs, properties } = document;
  const isSchema =
    (typeof $schema === "string" && $schema.includes("json-schema.org")) ||
    [$defs, properties].some(isJsonObject);
  return isSchema ? `is a JSON Schema; refer to it from a definition: { "$ref": "${file}" }` : undefined;
}

/** Says of a text that is no JSON what it is; undefined when nobody can tell. */
export function otherNotation(text: string): string | undefined {
  const start = text.replace(/^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)+/, "").slice(0, 200);
  if (/^(?:syntax\s*=\s*["']proto|(?:package|import|message|service)\s+["\w][^{;]*[{;])/.test(start))
    return "it looks like Protocol Buffers, of which nothing makes a definition";
  if (/^(?:---|%YAML|#|[\w$-]+:(?:\s|$))/.test(start))
    return "it looks like YAML, which is for files that end in .yaml or .yml";
  return undefined;
}
