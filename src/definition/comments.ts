const COMMENT = /\/\/[^\n\r]*|\/\*(?:[^*]|\*(?!\/))*\*\//.source;
/** A text, a comment, or a comma with nothing but white space and comments before a bracket that closes. */
const TOKEN = new RegExp(`"(?:[^"\\\\]|\\\\.)*"?|${COMMENT}|,(?=(?:\\s|${COMMENT})*[\\]}])`, "g");

/** JSON with comments and commas before closing brackets as JSON: each stands at its place, and those are blanks. */
export function withoutComments(text: string): string {
  return text.replace(TOKEN, (token) => (token.startsWith('"') ? token : token.replace(/[^\n\r]/g, " ")));
}
