import type { Command } from "commander";
import { stringifyJson } from "../../json/json.js";
import { escapeControls } from "../../log/one-line.js";
import type { TrafficLine } from "../../tap/traffic.js";
import { trafficText } from "../../tap/traffic-text.js";
import { paint, type Style } from "../../terminal/colour.js";
import { LineOutput } from "../line-output.js";
import { type WatchOptions, watchTraffic, withWatchOptions } from "../watch-traffic.js";

/** The colours of what is not bad. */
const STYLES: Readonly<Record<string, Style>> = {
  call: "cyan",
  cast: "cyan",
  reply: "green",
  notice: "yellow",
};

/** Columns of the kind of a line. */
const KIND_WIDTH = 7;

/** The command `tap`. */
export function defineTap(command: Command): Command {
  return withWatchOptions(command)
    .argument("<topics...>", "topics of servers, or of notifications without the priority")
    .option("--json", "print each message as a JSON object on a line, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
Nothing is taken away: whoever is to get a message gets it, and neither earlier nor later. A router shows all that goes to
a topic, and the replies, to users that have the permission "tap"; RabbitMQ shows no replies. Passwords and tokens are
masked.

Examples:
  oslo-rpc tap my-topic --exchange my-exchange
  oslo-rpc tap compute conductor --exchange nova --errors
  oslo-rpc tap notifications --json --for 60`,
    )
    .action(tap);
}

async function tap(topics: readonly string[], options: WatchOptions): Promise<void> {
  const write = options.json ? asJson : asText;
  const output = new LineOutput(process.stdout, (count) =>
    write({ type: "missed", time: new Date().toISOString(), count }),
  );
  try {
    await watchTraffic(topics, options, () => ({ show: (line) => void output.write(write(line)) }));
  } finally {
    output.end();
  }
}

function asJson(line: TrafficLine): string {
  return escapeControls(stringifyJson(line));
}

function asText(line: TrafficLine): string {
  const { time, kind, what, isBad } = trafficText(line);
  const style = isBad ? "red" : (STYLES[kind] ?? "dim");
  const { stdout } = process;
  return `${paint(time, "dim", stdout)} ${paint(kind.padEnd(KIND_WIDTH), style, stdout)} ${what}`;
}
