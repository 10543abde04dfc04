import { parseJson } from "../json/json.js";
import { JsonError } from "../json/json-error.js";
import { isJsonObject } from "../json/json-object.js";
import type { MethodEditions } from "../validation/method-editions.js";
import type { Problem } from "./api.js";

/** Arguments by name, as they were written. */
export type WrittenArguments = Readonly<Record<string, unknown>>;

/** The arguments that a text has, or what is wrong with them. */
export function checkArguments(
  text: string,
  editions: MethodEditions,
): { readonly args: WrittenArguments; readonly problems: readonly Problem[] } {
  const wrong = (message: string) => ({ args: {}, problems: [{ pointer: "", message }] });
  let args: unknown;
  try {
    args = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return wrong(`no JSON: ${error.message}`);
  }
  if (!isJsonObject(args)) return wrong("must be a JSON object, the arguments by name");
  const problems = editions.argumentProblems(args).map(({ pointer, expected, came }) => ({
    pointer,
    message: came === undefined ? expected : `${expected}, got ${came}`,
  }));
  return { args, problems };
}
