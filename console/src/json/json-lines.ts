import { JsonTokens, type Token } from "./json-tokens.js";

/** A piece of a line, with the colour that it has. */
export interface JsonPart {
  readonly kind: "name" | "string" | "word" | "mark";
  readonly text: string;
}

/** A line of a value that is laid out. */
export interface JsonLine {
  readonly depth: number;
  readonly parts: readonly JsonPart[];
}

/**
 * Lays a text of JSON out, a member or an item a line, as far as its reader goes: a million items cost nothing until
 * somebody wants to see them, and any nesting is only a number. What is cut off or no JSON is shown as it stands.
 */
export function* jsonLines(text: string): Generator<JsonLine, undefined> {
  const tokens = new JsonTokens(text);
  let depth = 0;
  let parts: JsonPart[] = [];
  for (let token = tokens.next(); token.kind !== "end"; token = tokens.next()) {
    const written = text.slice(token.start, token.end);
    if (token.kind === "{" || token.kind === "[") {
      const isEmpty = tokens.peek().kind === (token.kind === "{" ? "}" : "]");
      parts.push({ kind: "mark", text: isEmpty ? `${written}${token.kind === "{" ? "}" : "]"}` : written });
      if (isEmpty) tokens.next();
      else {
        yield { depth, parts };
        parts = [];
        depth += 1;
      }
    } else if (token.kind === "}" || token.kind === "]") {
      if (parts.length > 0) yield { depth, parts };
      depth = Math.max(0, depth - 1);
      parts = [{ kind: "mark", text: written }];
    } else if (token.kind === ",") {
      yield { depth, parts: [...parts, { kind: "mark", text: "," }] };
      parts = [];
    } else {
      parts.push(partOf(token, written, tokens.peek()));
    }
  }
  if (parts.length > 0) yield { depth, parts };
  return undefined;
}

function partOf(token: Token, text: string, next: Token): JsonPart {
  if (token.kind === ":") return { kind: "mark", text: ": " };
  if (token.kind === "string") return { kind: next.kind === ":" ? "name" : "string", text };
  return { kind: "word", text };
}
