import { joinPointer } from "../../../src/definition/json-pointer.js";
import { memberOf, membersOf } from "../../../src/json/json-object.js";
import type { LintReport, LintRule } from "../rule.js";

const DAY = 24 * 60 * 60;
/** Servers send a sign of life twice in that time, and at most once a second. */
const SHORTEST_MONITOR = 2;

export const timeouts: LintRule = {
  id: "timeouts",
  severity: "warn",
  documentation:
    "Timeouts should make sense, in seconds: none on a cast, `callMonitorTimeout` shorter than `timeout` and at least 2, and none of more than a day.",
  check({ document }, report) {
    for (const [name, method] of membersOf(document.methods))
      checkMethod(method, joinPointer("/methods", name), report);
  },
};

function checkMethod(method: unknown, pointer: string, report: LintReport): void {
  const timeout = memberOf(method, "timeout");
  const monitor = memberOf(method, "callMonitorTimeout");
  for (const [key, value] of [
    ["timeout", timeout],
    ["callMonitorTimeout", monitor],
  ] as const) {
    const place = joinPointer(pointer, key);
    if (value === undefined) continue;
    if (memberOf(method, "kind") === "cast")
      report(place, "has no effect on a cast, which waits for nothing");
    else if (typeof value === "number" && value > DAY)
      report(place, `is more than a day; timeouts are in seconds`);
  }
  if (typeof monitor === "number" && monitor < SHORTEST_MONITOR) {
    const pointed = joinPointer(pointer, "callMonitorTimeout");
    report(pointed, `is below ${SHORTEST_MONITOR}, within which no server says that it is alive`);
  }
  if (typeof timeout === "number" && typeof monitor === "number" && monitor >= timeout) {
    report(joinPointer(pointer, "callMonitorTimeout"), "has no effect: it is not shorter than timeout");
  }
}
