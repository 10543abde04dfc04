import { didYouMean } from "../errors/did-you-mean.js";
import { itemsOf, memberOf } from "../json/json-object.js";
import { joinPointer } from "./json-pointer.js";
import type { ReportMistake } from "./metaschema-check.js";

/** Reports what is wrong with the examples of a method and can be seen without its schemas. */
export function checkExamples(method: unknown, pointer: string, report: ReportMistake): void {
  const place = joinPointer(pointer, "examples");
  const examples = itemsOf(memberOf(method, "examples"));
  checkExampleNames(examples, place, report);
  for (const [index, example] of examples.entries()) {
    const own = joinPointer(place, index);
    if (memberOf(method, "kind") === "cast") checkCast(example, own, report);
    else checkAnswer(example, own, memberOf(method, "result") !== undefined, report);
    checkError(example, own, itemsOf(memberOf(method, "errors")), report);
  }
}

/** Reports names that stand twice. */
export function checkExampleNames(
  examples: readonly unknown[],
  pointer: string,
  report: ReportMistake,
): void {
  const seen = new Set<unknown>();
  for (const [index, example] of examples.entries()) {
    const name = memberOf(example, "name");
    if (name !== undefined && seen.has(name))
      report(joinPointer(pointer, index, "name"), "is the name of two examples", "duplicate-example");
    seen.add(name);
  }
}

function checkCast(example: unknown, pointer: string, report: ReportMistake): void {
  for (const key of ["result", "error"]) {
    if (memberOf(example, key) !== undefined)
      report(joinPointer(pointer, key), "does not go with a cast: nothing comes back", "cast-answer");
  }
}

function checkAnswer(example: unknown, pointer: string, hasResult: boolean, report: ReportMistake): void {
  const isAnswered = memberOf(example, "result") !== undefined;
  if (memberOf(example, "error") !== undefined) {
    if (isAnswered) report(joinPointer(pointer, "result"), 'does not go with "error"', "example-answer");
  } else if (hasResult && !isAnswered) {
    report(pointer, 'must have a "result", or an "error" of the method', "example-answer");
  }
}

function checkError(
  example: unknown,
  pointer: string,
  errors: readonly unknown[],
  report: ReportMistake,
): void {
  const name = memberOf(memberOf(example, "error"), "name");
  if (typeof name !== "string" || errors.includes(name)) return;
  const known = errors.filter((error) => typeof error === "string");
  report(
    joinPointer(pointer, "error", "name"),
    `is no error of the method${didYouMean(name, known)}`,
    "undeclared-error",
  );
}
