import { isObjectMember } from "../definition/object-members.js";
import { isJsonObject, itemsOf, memberOf, membersOf } from "../json/json-object.js";
import { type Refinement, refinement } from "./schema-object.js";

/**
 * Moves what a prepared schema says of members such as `toString`, which every object has already, to where own members
 * are looked at: typebox would find them where nothing was sent.
 *
 * @returns the checks for what no keyword of typebox can say
 */
export function takeInheritedNames(keywords: Record<string, unknown>): Refinement[] {
  const checks: Refinement[] = [];
  for (const [name, inner] of taken(keywords, "properties")) {
    const pattern = `^${name}$`;
    const own = memberOf(keywords.patternProperties, pattern);
    keywords.patternProperties = {
      ...Object(keywords.patternProperties),
      [pattern]: own === undefined ? inner : { allOf: [own, inner] },
    };
  }
  const required = itemsOf(keywords.required).map(String);
  const inherited = required.filter(isObjectMember);
  if (inherited.length > 0) {
    keywords.required = required.filter((name) => !isObjectMember(name));
    checks.push(ownMembers(() => inherited));
  }
  for (const [name, needed] of membersOf(keywords.dependentRequired)) {
    const names = itemsOf(needed).map(String);
    if (![name, ...names].some(isObjectMember)) continue;
    keywords.dependentRequired = without(keywords.dependentRequired, [name]);
    checks.push(ownMembers((value) => (Object.hasOwn(value, name) ? names : [])));
  }
  for (const [name, inner] of taken(keywords, "dependentSchemas")) {
    const absent = refinement(
      (value) => !isJsonObject(value) || !Object.hasOwn(value, name),
      `must not have ${name}`,
    );
    keywords.allOf = [...itemsOf(keywords.allOf), { anyOf: [{ "~refine": [absent] }, inner] }];
  }
  return checks;
}

/** Takes the members of a keyword that have such names. */
function taken(keywords: Record<string, unknown>, keyword: string): [string, unknown][] {
  const found = membersOf(keywords[keyword]).filter(([name]) => isObjectMember(name));
  const names = found.map(([name]) => name);
  if (names.length > 0) keywords[keyword] = without(keywords[keyword], names);
  return found;
}

function without(map: unknown, names: readonly string[]): object {
  return Object.fromEntries(membersOf(map).filter(([name]) => !names.includes(name)));
}

function ownMembers(needed: (value: object) => readonly string[]): Refinement {
  return refinement(
    (value) => !isJsonObject(value) || needed(value).every((name) => Object.hasOwn(value, name)),
    "must have all members that are required",
  );
}
