import { ClientSendError } from "../errors/rpc-errors.js";
import { JsonError } from "../json/json-error.js";
import { parseJson } from "../json/parse.js";
import { stringifyJson } from "../json/stringify.js";
import { MalformedMessage } from "./malformed-message.js";

/**
 * Writes the body of a message.
 *
 * @param what the message, for people
 * @throws {ClientSendError} its content cannot be written as JSON.
 */
export function writeBody(what: string, content: () => object): string {
  try {
    return stringifyJson(content());
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ClientSendError(`${what} cannot be written as JSON: ${error.message}`, { cause: error });
  }
}

/** Reads the body of a message. @throws {MalformedMessage} it is no JSON. */
export function parseBody(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new MalformedMessage(`the body is no JSON: ${(error as Error).message}`);
  }
}
