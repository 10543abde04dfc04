import { stringifyJson } from "../../../src/json/json.js";
import { PACKAGE_VERSION } from "../../../src/package/package-version.js";
import type { BreakingReport, PlacedFinding } from "../check-breaking.js";
import { BREAKING_RULES } from "../rules.js";
import { removalOf, sentence } from "./text.js";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** The report as SARIF 2.1.0, which code scanning of forges and editors reads. */
export function sarifReport({ services, removed }: BreakingReport): string[] {
  const rules = [
    ...BREAKING_RULES.map(({ id, documentation }) => ({ id, text: documentation })),
    { id: "service-set", text: "A definition that is gone takes its service with it." },
  ];
  const indexOf = (rule: string) => rules.findIndex(({ id }) => id === rule);
  const results = [
    ...services.flatMap(({ findings }) => findings.map((finding) => result(finding, indexOf(finding.rule)))),
    ...removed.map(({ file, service }) => ({
      ruleId: "service-set",
      ruleIndex: indexOf("service-set"),
      level: "error",
      message: { text: removalOf(service) },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
    })),
  ];
  const driver = {
    name: "oslo-gen breaking",
    version: PACKAGE_VERSION,
    rules: rules.map(({ id, text }) => ({ id, shortDescription: { text } })),
  };
  const run = { tool: { driver }, columnKind: "utf16CodeUnits", results };
  return [stringifyJson({ $schema: SCHEMA, version: "2.1.0", runs: [run] })];
}

function result(finding: PlacedFinding, ruleIndex: number): object {
  const { file, line, column, pointer, rule, ignored, uncertain } = finding;
  const physicalLocation = {
    artifactLocation: { uri: uriOf(file) },
    region: { startLine: line, startColumn: column },
  };
  return {
    ruleId: rule,
    ruleIndex,
    level: levelOf(finding),
    message: { text: sentence(finding) },
    locations: [{ physicalLocation, logicalLocations: [{ fullyQualifiedName: pointer, kind: "value" }] }],
    ...(ignored === undefined ? {} : { suppressions: [{ kind: "external", justification: ignored.reason }] }),
    properties: { uncertain: uncertain === true, bump: finding.bump },
  };
}

function levelOf({ allowed, severity, ignored }: PlacedFinding): string {
  if (!allowed) return "error";
  return severity === "warn" && ignored === undefined ? "warning" : "note";
}

function uriOf(file: string): string {
  return file.split(/[\\/]/).map(encodeURIComponent).join("/");
}
