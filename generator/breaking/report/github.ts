import type { BreakingReport, PlacedFinding } from "../check-breaking.js";
import { failureReasons, removalOf, sentence } from "./text.js";

/** The report as workflow commands of GitHub Actions, which become annotations of a pull request. */
export function githubReport(report: BreakingReport): string[] {
  return [
    ...report.removed.map(({ file, service }) => command("error", { file }, removalOf(service))),
    ...report.services.flatMap(({ findings }) =>
      findings.map((finding) => {
        const { file, line, column, rule } = finding;
        const place = { file, line: String(line), col: String(column), title: `oslo-gen breaking: ${rule}` };
        return command(levelOf(finding), place, sentence(finding));
      }),
    ),
    ...failureReasons(report).map((reason) => command("error", { title: "oslo-gen breaking" }, reason)),
  ];
}

function levelOf({ allowed, severity, ignored }: PlacedFinding): string {
  if (!allowed) return "error";
  return severity === "warn" && ignored === undefined ? "warning" : "notice";
}

function command(level: string, properties: Readonly<Record<string, string>>, message: string): string {
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${listed.join(",")}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
