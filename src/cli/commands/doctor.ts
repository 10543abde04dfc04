import type { Command } from "commander";
import { resolveOptionName } from "../../config/options.js";
import { examine } from "../../doctor/examine.js";
import type { DoctorFinding } from "../../doctor/finding.js";
import { escapeControls, oneLine } from "../../log/one-line.js";
import { paint } from "../../terminal/colour.js";
import { EXIT_FAILED, EXIT_WARNED } from "../../terminal/exit-code.js";
import { Progress } from "../../terminal/progress.js";
import {
  collect,
  commandLogger,
  commandSources,
  secondsParser,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { parseHttpUrl } from "../listing-options.js";
import { LOCAL_ROUTER } from "../local-router.js";
import { readDefinition } from "../requests.js";

interface DoctorOptions extends TransportCommandOptions {
  readonly schema?: readonly string[];
  readonly http?: URL;
  readonly timeout: number;
}

/** The command `doctor`. */
export function defineDoctor(command: Command): Command {
  return withTransportOptions(command)
    .option(
      "--schema <file>",
      "service definition whose servers should run and fit it; may be repeated",
      collect,
    )
    .option(
      "--http <url>",
      "RabbitMQ's management page, which tells its time (default: port 15672 of each host, 15671 with TLS)",
      parseHttpUrl,
    )
    .option("--timeout <seconds>", "how long to wait for each answer", secondsParser("--timeout"), 5)
    .option("--json", "print each finding as a JSON object, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
Each finding is one line: what is wrong, where, and what cures it. The exit code is 0 where nothing is wrong, 1 with an
error, 3 with warnings alone, 2 when the command line is wrong.

No method of a service is run. Of RabbitMQ a queue is declared that nobody uses, and deleted again; a service is asked
for a method that it does not have, which a server in Python writes into its log.

Examples:
  oslo-rpc doctor --config-file /etc/nova/nova.conf
  oslo-rpc doctor --config-file my.conf --schema schemas/my-service.json --json`,
    )
    .action(doctor);
}

async function doctor(options: DoctorOptions): Promise<void> {
  const { schema = [], http, timeout, json = false, url } = options;
  const definitions = schema.map(readDefinition);
  const sources = commandSources(options);
  // What is wrong in the command line itself is no finding.
  for (const [name] of sources.commandLine ?? []) resolveOptionName(name);
  const findings: DoctorFinding[] = [];
  const progress = new Progress(0);
  const examined = await examine({
    url,
    fallbackUrl: LOCAL_ROUTER,
    sources,
    definitions,
    http,
    timeout,
    log: commandLogger(options),
    report: (finding) => {
      findings.push(finding);
      progress.end();
      process.stdout.write(`${json ? escapeControls(JSON.stringify(finding)) : asText(finding)}\n`);
    },
  });
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (!json) process.stdout.write(`${summary(errors, findings.length - errors, examined)}\n`);
  if (findings.length > 0) process.exitCode = errors > 0 ? EXIT_FAILED : EXIT_WARNED;
}

function asText({ severity, where, problem, cure }: DoctorFinding): string {
  const label = paint(`${severity}:`, severity === "error" ? "red" : "yellow", process.stdout);
  return `${label} ${oneLine(`${where}: ${problem}`)}; ${paint(oneLine(cure), "bold", process.stdout)}`;
}

function summary(errors: number, warnings: number, examined: readonly string[]): string {
  const counted = [counts(errors, "error"), counts(warnings, "warning")].filter((part) => part !== "");
  const found = counted.length === 0 ? "nothing is wrong" : counted.join(", ");
  return oneLine(`${found} (examined: ${examined.join(", ")})`);
}

function counts(count: number, noun: string): string {
  if (count === 0) return "";
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
