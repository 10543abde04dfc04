import { didYouMean } from "../errors/did-you-mean.js";
import { itemsOf, memberOf, membersOf } from "../json/json-object.js";
import { checkExampleNames, checkExamples } from "./example-rules.js";
import { joinPointer } from "./json-pointer.js";
import type { ReportMistake } from "./metaschema-check.js";
import { isObjectMember, OBJECT_MEMBER_PROBLEM } from "./object-members.js";
import { nextVersion, sinceProblem, untilProblem } from "./version.js";

/**
 * Reports what is wrong with a service definition and what the metaschema cannot say. Parts that have the wrong type
 * are passed over: the metaschema reports them.
 */
export function checkServiceRules(document: unknown, report: ReportMistake): void {
  const version = memberOf(document, "version");
  const errors = membersOf(memberOf(document, "errors"));
  const errorNames = errors.map(([name]) => name);
  const topic = memberOf(document, "topic");
  for (const [index, other] of itemsOf(memberOf(document, "additionalTopics")).entries())
    if (other === topic) report(joinPointer("/additionalTopics", index), "is the topic", "topic-twice");
  if (memberOf(document, "exchange") !== undefined && memberOf(document, "controlExchange") !== undefined)
    report(
      "/controlExchange",
      'does not go with "exchange", which counts whatever is configured',
      "exchange-choice",
    );
  for (const [name, method] of membersOf(memberOf(document, "methods"))) {
    checkMethod(method, joinPointer("/methods", name), { version, errorNames, report });
  }
  for (const [eventType, notification] of membersOf(memberOf(document, "notifications"))) {
    const place = joinPointer("/notifications", eventType, "examples");
    checkExampleNames(itemsOf(memberOf(notification, "examples")), place, report);
  }
  for (const [name, error] of errors) {
    checkKwargs(memberOf(error, "kwargs"), joinPointer("/errors", name, "kwargs"), report);
  }
}

interface Surroundings {
  readonly version: unknown;
  readonly errorNames: readonly string[];
  readonly report: ReportMistake;
}

function checkMethod(method: unknown, pointer: string, surroundings: Surroundings): void {
  const { version, errorNames, report } = surroundings;
  checkSince(method, pointer, version, report);
  if (memberOf(method, "kind") === "cast") {
    for (const key of ["result", "errors"]) {
      if (memberOf(method, key) !== undefined) {
        report(joinPointer(pointer, key), "does not go with a cast: nothing comes back", "cast-answer");
      }
    }
  }
  for (const [index, name] of itemsOf(memberOf(method, "errors")).entries()) {
    if (typeof name !== "string" || errorNames.includes(name)) continue;
    report(
      joinPointer(pointer, "errors", index),
      `is no error of the definition${didYouMean(name, errorNames)}`,
      "undeclared-error",
    );
  }
  checkExamples(method, pointer, report);
  const since = memberOf(method, "since");
  checkParams(itemsOf(memberOf(method, "params")), joinPointer(pointer, "params"), {
    ...surroundings,
    since,
  });
}

function checkParams(
  params: readonly unknown[],
  pointer: string,
  { version, since, report }: Surroundings & { readonly since: unknown },
): void {
  const seen = new Set<unknown>();
  let optional: unknown;
  for (const [index, param] of params.entries()) {
    const place = joinPointer(pointer, index);
    const name = memberOf(param, "name");
    if (isObjectMember(name)) report(joinPointer(place, "name"), OBJECT_MEMBER_PROBLEM, "object-member");
    if (name !== undefined && seen.has(name))
      report(joinPointer(place, "name"), "is the name of two parameters", "duplicate-param");
    seen.add(name);
    if (memberOf(param, "required") === false || memberOf(param, "until") !== undefined) {
      optional ??= name;
    } else if (optional !== undefined) {
      report(
        place,
        `must have "required": false, as it follows the optional parameter ${JSON.stringify(optional)}`,
        "params-order",
      );
    }
    checkSince(param, place, version, report);
    checkEnds(param, place, { since: memberOf(param, "since") ?? since, version, report });
  }
}

/** A parameter, and each schema it had, ends after it began and before the definition's version. */
function checkEnds(
  param: unknown,
  place: string,
  { since, version, report }: { since: unknown; version: unknown; report: ReportMistake },
): void {
  const check = (value: unknown, pointer: string, from: unknown) => {
    const problem = untilProblem(value, from, version);
    if (problem !== undefined) report(joinPointer(pointer, "until"), problem, "until-range");
  };
  let from = since;
  for (const [index, earlier] of itemsOf(memberOf(param, "earlier")).entries()) {
    const end = memberOf(earlier, "until");
    check(end, joinPointer(place, "earlier", index), from);
    from = nextVersion(end) ?? from;
  }
  check(memberOf(param, "until"), place, from);
}

function checkSince(value: unknown, pointer: string, version: unknown, report: ReportMistake): void {
  const problem = sinceProblem(memberOf(value, "since"), version);
  if (problem !== undefined) report(joinPointer(pointer, "since"), problem, "since-range");
}

/** Keyword arguments are an object in Python, whatever the schema says beside. */
function checkKwargs(kwargs: unknown, pointer: string, report: ReportMistake): void {
  const type = memberOf(kwargs, "type");
  if (kwargs === false || (type !== undefined && type !== "object"))
    report(pointer, 'must be that of an object: write "type": "object"', "kwargs-object");
}
