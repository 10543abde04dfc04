import { readFileSync } from "node:fs";
import { parseVerifier } from "../amqp/sasl/verifier.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import { JsonError } from "../json/json-error.js";
import { isJsonObject } from "../json/json-object.js";
import { parseJson } from "../json/parse.js";
import type { RouterUsers } from "./users.js";

type Check = (value: unknown, pointer: string, problems: string[]) => void;

/**
 * Reads a file of users: JSON of the form of {@link RouterUsers}.
 *
 * @throws {ConfigurationError} with every mistake, each with the file and a JSON pointer to its place.
 */
export function readUsersFile(file: string): RouterUsers {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : message;
    throw new ConfigurationError(`Users file ${file}: ${why}`, { cause: error });
  }
  let document: unknown;
  try {
    document = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const before = text.slice(0, error.position ?? 0).split("\n");
    const reason = error.message.replace(/ at position \d+$/, "");
    throw new ConfigurationError(
      `Users file ${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: not JSON: ${reason}`,
    );
  }
  return checkUsers(document, file);
}

/**
 * Checks what says who may use a router.
 *
 * @param origin where it was read, for messages.
 * @throws {ConfigurationError} with every mistake.
 */
export function checkUsers(document: unknown, origin: string): RouterUsers {
  const problems: string[] = [];
  checkDocument(document, "", problems);
  if (problems.length > 0) {
    throw new ConfigurationError(problems.map((problem) => `Users file ${origin}#${problem}`).join("\n"));
  }
  return document as RouterUsers;
}

const isText: Check = (value, pointer, problems) => {
  if (typeof value !== "string" || value === "") problems.push(`${pointer}: expected a text`);
};

const isBoolean: Check = (value, pointer, problems) => {
  if (typeof value !== "boolean") problems.push(`${pointer}: expected true or false`);
};

const isVerifier: Check = (value, pointer, problems) => {
  if (typeof value !== "string" || parseVerifier(value) === undefined) {
    problems.push(`${pointer}: expected SCRAM-SHA-256$… as oslo-rpc router --make-verifier prints it`);
  }
};

const arePrefixes: Check = (value, pointer, problems) => {
  if (!Array.isArray(value)) problems.push(`${pointer}: expected a list of address prefixes`);
  else for (const [index, prefix] of value.entries()) isText(prefix, `${pointer}/${index}`, problems);
};

const grants = { send: arePrefixes, receive: arePrefixes };
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
    const place = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (name === "" || name.includes("\0")) problems.push(`${place}: no user can have this name`);
    isUser(user, place, problems);
  }
};

const hasDocumentFields = object({ users: areUsers, anonymous: isGrants });

const checkDocument: Check = (value, pointer, problems) => {
  hasDocumentFields(value, pointer, problems);
  if (isJsonObject(value) && value.users === undefined)
    problems.push(`${pointer || "/"}: has no member "users"`);
};

/** An object of these members and no others. */
function object(members: Readonly<Record<string, Check>>): Check {
  const known = new Map(Object.entries(members));
  return (value, pointer, problems) => {
    if (!isJsonObject(value)) {
      problems.push(`${pointer || "/"}: expected an object`);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      const check = known.get(name);
      if (check === undefined) {
        problems.push(`${pointer}/${name}: is unknown here${didYouMean(name, known.keys())}`);
      } else {
        check(member, `${pointer}/${name}`, problems);
      }
    }
  };
}
