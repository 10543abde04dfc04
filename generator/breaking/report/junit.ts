import type { BreakingReport, PlacedFinding, ServiceReport } from "../check-breaking.js";
import { failureReasons, removalOf, sentence } from "./text.js";

interface Case {
  readonly name: string;
  readonly className: string;
  readonly text: string;
  readonly fails: boolean;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/**
 * The report as JUnit XML: a suite for each definition, a test case for each finding. It keeps to the strictest schema
 * there is of that format, which wants a time and a host.
 */
export function junitReport(report: BreakingReport): string[] {
  const one = (file: string, text: string, fails: boolean): Suite => ({
    name: file,
    cases: [{ name: file, className: "breaking.service-set", text, fails }],
  });
  const suites = [
    ...report.services.map(serviceSuite),
    ...report.removed.map(({ file, service }) => one(file, removalOf(service), true)),
    ...report.added.map((file) => one(file, "is new", false)),
  ];
  const timestamp = new Date().toISOString().slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...suites.flatMap((suite, id) => suiteLines(suite, id, timestamp)),
    "</testsuites>",
  ];
}

function serviceSuite(service: ServiceReport): Suite {
  const cases = service.findings.map((finding) => ({
    name: place(finding),
    className: `breaking.${finding.rule}`,
    text: sentence(finding),
    fails: !finding.allowed,
  }));
  const [reason = "the version allows it"] = failureReasons({ services: [service], removed: [] });
  const version = {
    name: service.file,
    className: "breaking.version",
    text: reason,
    fails: !service.allowed,
  };
  return { name: service.file, cases: [...cases, version] };
}

function place({ file, line, column, pointer }: PlacedFinding): string {
  return `${file}:${line}:${column}#${pointer}`;
}

function suiteLines({ name, cases }: Suite, id: number, timestamp: string): string[] {
  const failures = cases.filter(({ fails }) => fails).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" time="0"`;
  return [
    `<testsuite id="${id}" name="${escaped(name)}" package="breaking" hostname="localhost" timestamp="${timestamp}" ${counts}>`,
    "<properties></properties>",
    ...cases.flatMap(caseLines),
    `<system-out>${escaped(cases.map(({ name: of, text }) => `${of}: ${text}`).join("\n"))}</system-out>`,
    "<system-err></system-err>",
    "</testsuite>",
  ];
}

function caseLines({ name, className, text, fails }: Case): string[] {
  const open = `<testcase name="${escaped(name)}" classname="${escaped(className)}" time="0"`;
  if (!fails) return [`${open}></testcase>`];
  return [`${open}>`, `<failure message="${escaped(text)}" type="breaking"></failure>`, "</testcase>"];
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ["\n", "\n"],
  ['"', "&quot;"],
]);

/** XML has no way to write most control characters, nor half a character. */
function escaped(text: string): string {
  return [...text]
    .map((char) => ENTITIES.get(char) ?? (/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(char) ? "\ufffd" : char))
    .join("");
}
