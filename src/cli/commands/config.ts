import type { Command } from "commander";
import type { DescribedOption } from "../../config/configuration.js";
import { defaults } from "../../config/groups/default.js";
import { optionGroups } from "../../config/options.js";
import { oneLine } from "../../log/one-line.js";
import { parseTransportUrl } from "../../messaging/transport-url.js";
import { maskTransportUrl } from "../../messaging/transport-url-mask.js";
import { paint } from "../../terminal/colour.js";
import {
  commandConfiguration,
  commandUrl,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";

interface ConfigOptions extends TransportCommandOptions {
  readonly changed?: boolean;
}

/** The command `config`. */
export function defineConfig(command: Command): Command {
  return withTransportOptions(command)
    .option("--changed", "only the options that are not at their default")
    .option("--json", "print a JSON list, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
Passwords are not printed.

Examples:
  oslo-rpc config --config-file /etc/nova/nova.conf --changed
  oslo-rpc config --config rpc_response_timeout 10 --json`,
    )
    .action((options: ConfigOptions) => printConfig(options));
}

function printConfig(options: ConfigOptions): void {
  const rows = effective(options).filter(({ source }) => !options.changed || source !== "default");
  process.stdout.write(options.json ? `${JSON.stringify(rows, undefined, 2)}\n` : asText(rows));
}

/** The options as a transport of this command line has them: the query of its URL is over all else. */
function effective(options: ConfigOptions): readonly DescribedOption[] {
  const configuration = commandConfiguration(options);
  const written = commandUrl(options, configuration);
  const url = parseTransportUrl(written);
  const group = optionGroups.find(({ driver }) => driver === url.driver);
  const { group: urlGroup, name: urlName } = defaults.transportUrl;
  return configuration
    .withQuery(group?.name ?? url.driver, url.query)
    .describe()
    .map((row) => {
      if (row.group !== urlGroup || row.name !== urlName) return row;
      const source = options.url === undefined ? row.source : "command line";
      return { ...row, source, value: maskTransportUrl(written) };
    });
}

function asText(rows: readonly DescribedOption[]): string {
  const lines: string[] = [];
  let group: string | undefined;
  for (const row of rows) {
    if (row.group !== group) lines.push(...(group === undefined ? [] : [""]), `[${row.group}]`);
    group = row.group;
    const assignment = oneLine(`${row.name} = ${row.value ?? "(not set)"}`);
    const origin = [row.source, row.problem].filter((part) => part !== undefined).join(": ");
    lines.push(`${assignment}  ${paint(`(${oneLine(origin)})`, "dim", process.stdout)}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}
