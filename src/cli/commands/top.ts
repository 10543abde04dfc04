import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import { compareLoads, type ServerLoad } from "../../discovery/load.js";
import { type Descriptions, describeAll } from "../../discovery/server-descriptions.js";
import { escapeControls, oneLine } from "../../log/one-line.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { textTable } from "../../terminal/text-table.js";
import { askPeer } from "../ask-peer.js";
import {
  commandTransport,
  countParser,
  secondsParser,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";

interface TopOptions extends TransportCommandOptions {
  readonly exchange?: string;
  readonly interval: number;
  readonly times?: number;
}

/** Lines of running methods and of methods that a terminal has room for. */
const MOST_ROWS = 20;
/** Seconds to wait for somebody to answer at all. */
const FIRST_ANSWER = 5;
const CLEAR = "\u001b[H\u001b[2J";

/** The command `top`. */
export function defineTop(command: Command): Command {
  return withTransportOptions(command)
    .argument("<topic>", "topic of the servers")
    .option("--exchange <name>", "exchange of the topic")
    .option("--interval <seconds>", "time between two looks", secondsParser("--interval"), 2)
    .option("--times <count>", "end after so many looks (default: until interrupted)", countParser("--times"))
    .option("--json", "print each look as a JSON object on a line, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
For each method of each server: calls and failures a second, latencies as the next power of two in milliseconds, and what
runs now, since when, for whom. On a terminal the table is refreshed; in a pipe one table follows the other.

Examples:
  oslo-rpc top my-topic --exchange my-exchange
  oslo-rpc top my-topic --exchange my-exchange --json --times 1`,
    )
    .action(top);
}

async function top(topic: string, options: TopOptions): Promise<void> {
  const { exchange, interval, times = Number.POSITIVE_INFINITY, json = false } = options;
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  await askPeer(commandTransport(options), undefined, async (transport) => {
    const look = () =>
      describeAll(transport, { topic, exchange }, { timeout: Math.min(interval, 1), services: false });
    let before = await look();
    // The first answers come late: connection and links are made first.
    const patience = performance.now() + FIRST_ANSWER * 1000;
    while (before.servers.length === 0 && performance.now() < patience && !interrupted.signal.aborted)
      before = await look();
    if (before.servers.length === 0) throw nobody(topic, before.others);
    for (let count = 0; count < times && !interrupted.signal.aborted; count += 1) {
      const begun = performance.now();
      await pause(interval * 1000, undefined, { signal: interrupted.signal }).catch(() => {});
      if (interrupted.signal.aborted) return;
      const now = await look();
      const rows = compareLoads(before.servers, now.servers, (performance.now() - begun) / 1000);
      process.stdout.write(json ? `${asJson(topic, rows)}\n` : asTable(topic, now, rows));
      before = now;
    }
  });
}

function nobody(topic: string, others: number): CommandFailure {
  return new CommandFailure(
    others > 0
      ? `No server of topic ${topic} describes itself; ${others} answered that do not, as those in Python`
      : `No server of topic ${topic} answered; is the exchange right (--exchange)?`,
  );
}

function asJson(topic: string, rows: readonly ServerLoad[]): string {
  return escapeControls(JSON.stringify({ time: new Date().toISOString(), topic, rows }));
}

function asTable(topic: string, { servers, others }: Descriptions, rows: readonly ServerLoad[]): string {
  const busy = rows
    .filter(({ callsPerSecond, running }) => callsPerSecond > 0 || running > 0)
    .sort((left, right) => right.callsPerSecond - left.callsPerSecond || right.oldest - left.oldest);
  const shown = busy.slice(0, MOST_ROWS);
  const cells = [
    ["SERVER", "METHOD", "CALLS/S", "FAILED/S", "P50 MS", "P99 MS", "RUNNING", "OLDEST S", "CALLER"],
    ...shown.map((row) => [
      row.server,
      row.method,
      row.callsPerSecond.toFixed(1),
      row.failuresPerSecond.toFixed(1),
      row.p50 === null ? "" : `<${row.p50}`,
      row.p99 === null ? "" : `<${row.p99}`,
      String(row.running),
      row.oldest === 0 ? "" : row.oldest.toFixed(1),
      row.caller ?? "",
    ]),
  ];
  const silent = others > 0 ? `, ${others} that do not describe themselves` : "";
  const more = busy.length > shown.length ? `and ${busy.length - shown.length} more\n` : "";
  const head = oneLine(`topic ${topic}: ${servers.length} servers${silent}, ${new Date().toISOString()}`);
  return `${process.stdout.isTTY ? CLEAR : ""}${head}\n${textTable(cells)}${more}\n`;
}
