import { parseVerifier } from "../amqp/sasl/verifier.js";
import { isJsonObject } from "../json/json-object.js";
import {
  type Check,
  checkDocument,
  escapePointer,
  isBoolean,
  isText,
  object,
  readJsonFile,
} from "./document-check.js";
import type { RouterUsers } from "./users.js";

/** For messages. */
const KIND = "Users file";

/**
 * Reads a file of users: JSON of the form of {@link RouterUsers}.
 *
 * @throws {ConfigurationError} with every mistake, each with the file and a JSON pointer to its place.
 */
export function readUsersFile(file: string): RouterUsers {
  return checkUsers(readJsonFile(KIND, file), file);
}

/**
 * Checks what says who may use a router.
 *
 * @param origin where it was read, for messages.
 * @throws {ConfigurationError} with every mistake.
 */
export function checkUsers(document: unknown, origin: string): RouterUsers {
  checkDocument(KIND, origin, document, isUsersDocument);
  return document as RouterUsers;
}

const isVerifier: Check = (value, pointer, problems) => {
  if (typeof value !== "string" || parseVerifier(value) === undefined) {
    problems.push(`${pointer}: expected SCRAM-SHA-256$… as oslo-rpc router --make-verifier prints it`);
  }
};

const arePrefixes: Check = (value, pointer, problems) => {
  if (!Array.isArray(value)) problems.push(`${pointer}: expected a list of address prefixes`);
  else for (const [index, prefix] of value.entries()) isText(prefix, `${pointer}/${index}`, problems);
};

const grants = { send: arePrefixes, receive: arePrefixes, tap: arePrefixes };
const isGrants = object(grants);
const hasUserFields = object({ ...grants, password: isText, verifier: isVerifier, certificate: isBoolean });

const isUser: Check = (value, pointer, problems) => {
  hasUserFields(value, pointer, problems);
  if (!isJsonObject(value)) return;
  const { password, verifier, certificate } = value;
  if (password !== undefined && verifier !== undefined) {
    problems.push(`${pointer}: has both a password and a verifier; keep one`);
  } else if (password === undefined && verifier === undefined && certificate !== true) {
    problems.push(`${pointer}: cannot log in; give it a verifier, a password, or "certificate": true`);
  }
};

const areUsers: Check = (value, pointer, problems) => {
  if (!isJsonObject(value)) {
    problems.push(`${pointer}: expected an object with a member for each user`);
    return;
  }
  for (const [name, user] of Object.entries(value)) {
    const place = `${pointer}/${escapePointer(name)}`;
    if (name === "" || name.includes("\0")) problems.push(`${place}: no user can have this name`);
    isUser(user, place, problems);
  }
};

const hasDocumentFields = object({ users: areUsers, anonymous: isGrants });

const isUsersDocument: Check = (value, pointer, problems) => {
  hasDocumentFields(value, pointer, problems);
  if (isJsonObject(value) && value.users === undefined)
    problems.push(`${pointer || "/"}: has no member "users"`);
};
