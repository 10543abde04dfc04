import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { escapeControls, oneLine } from "../../log/one-line.js";
import type { MethodTally } from "../../rpc/method-tallies.js";
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
import { type Descriptions, describeAll } from "../server-descriptions.js";

interface TopOptions extends TransportCommandOptions {
  readonly exchange?: string;
  readonly interval: number;
  readonly times?: number;
  readonly json?: boolean;
}

/** One method of one server, over the time between two looks. */
interface Row {
  readonly server: string;
  readonly method: string;
  readonly callsPerSecond: number;
  readonly failuresPerSecond: number;
  /** Upper bounds in ms, as powers of two; null without a call. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly running: number;
  /** Seconds that the oldest of them runs. */
  readonly oldest: number;
  /** Who asked for the oldest: user or request id. */
  readonly caller: string | null;
}

/** Lines of running methods and of methods that a terminal has room for. */
const MOST_ROWS = 20;
/** Seconds to wait for somebody to answer at all. */
const FIRST_ANSWER = 5;
const CLEAR = "\u001b[H\u001b[2J";

/** The command `top`. */
export function topCommand(): Command {
  const command = new Command("top").argument("<topic>", "topic of the servers");
  return withTransportOptions(command)
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
      const rows = compare(before, now, (performance.now() - begun) / 1000);
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

function compare(before: Descriptions, now: Descriptions, seconds: number): readonly Row[] {
  return now.servers.flatMap((server) => {
    const former = before.servers.find(
      ({ pid, host, since }) => pid === server.pid && host === server.host && since === server.since,
    );
    const names = new Set([...server.methods, ...server.running].map(({ method }) => method));
    return [...names].map((method) => {
      const ran = differenceOf(tallyOf(server.methods, method), tallyOf(former?.methods ?? [], method));
      const running = server.running.filter((request) => request.method === method);
      const [oldest] = running;
      return {
        server: server.server ?? "",
        method,
        callsPerSecond: ran.calls / seconds,
        failuresPerSecond: ran.failures / seconds,
        p50: percentile(ran.buckets, 0.5),
        p99: percentile(ran.buckets, 0.99),
        running: running.length,
        oldest: oldest?.seconds ?? 0,
        caller: oldest?.userId ?? oldest?.requestId ?? null,
      };
    });
  });
}

type Ran = Pick<MethodTally, "calls" | "failures" | "buckets">;

function tallyOf(tallies: readonly MethodTally[], method: string): Ran {
  return tallies.find((tally) => tally.method === method) ?? { calls: 0, failures: 0, buckets: [] };
}

function differenceOf(now: Ran, before: Ran): Ran {
  return {
    calls: now.calls - before.calls,
    failures: now.failures - before.failures,
    buckets: now.buckets.map((count, index) => count - (before.buckets[index] ?? 0)),
  };
}

function percentile(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  const index = buckets.findIndex((count) => {
    seen += count;
    return seen >= total * share;
  });
  return 2 ** index;
}

function asJson(topic: string, rows: readonly Row[]): string {
  return escapeControls(JSON.stringify({ time: new Date().toISOString(), topic, rows }));
}

function asTable(topic: string, { servers, others }: Descriptions, rows: readonly Row[]): string {
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
