import type { Command } from "commander";
import { CommandFailure } from "../../terminal/command-failure.js";
import { endProcess } from "../../terminal/end-process.js";
import { errorText } from "../../terminal/error-lines.js";
import { UsageError } from "../../terminal/usage-error.js";
import { readContext } from "../arguments.js";
import { askPeer } from "../ask-peer.js";
import {
  commandTransport,
  countParser,
  shortLivedTransport,
  withTargetOptions,
  withTransportOptions,
} from "../common-options.js";
import { describeSummary } from "../latencies.js";
import { liveRequest } from "../live-request.js";
import { printResult } from "../print-result.js";
import { repeat } from "../repeat.js";
import { type RequestOptions, readCommandRequest } from "../requests.js";

type RequestKind = "call" | "cast";

interface RequestCommandOptions extends RequestOptions {
  readonly live?: boolean;
  readonly repeat?: number;
  readonly concurrency?: number;
  readonly stats?: boolean;
}

const examples = {
  call: `
The result is JSON: one line in a pipe, several on a terminal. An exception of the server is told in one line, with all of
it by --json, and with the server's traceback, where it sends one, by --debug.

Examples:
  oslo-rpc call my-topic methodA arg1=a arg2=b --exchange my-exchange --namespace my-namespace
  oslo-rpc call --schema schemas/my-service.json methodA a b
  oslo-rpc call my-topic methodA a b --exchange my-exchange --live
  oslo-rpc call --schema schemas/my-service.json echo hello --repeat 1000 --concurrency 10 --stats`,
  cast: `
Examples:
  oslo-rpc cast my-topic sink payload='{"n": 1}' --exchange my-exchange --namespace my-namespace
  oslo-rpc cast --schema schemas/my-service.json sink '{"n": 1}' --fanout`,
};

/** The command `call` or `cast`. */
export function defineRequest(command: Command): Command {
  const kind = command.name() as RequestKind;
  withTargetOptions(withTransportOptions(command))
    .argument(
      "[words...]",
      "TOPIC METHOD ARGS, ARGS being name=value each, or NAME VALUE pairs; with --schema METHOD ARGS, " +
        "ARGS being name=value each, or the values in the order of the definition",
    )
    .option(
      "--live",
      "ask a server for its definition first, and check the arguments by it; ARGS as with --schema",
    )
    .option("--context <json>", "context of the request: who asks, as fields of oslo.context", readContext)
    .option("--payload <file>", "JSON object with the arguments by name; - for the standard input")
    .option("--json", "tell errors, and statistics, as JSON too");
  if (kind === "call") {
    command
      .option("--repeat <times>", "make the call so many times", countParser("--repeat"))
      .option(
        "--concurrency <calls>",
        "with --repeat: calls under way at once (default: 1)",
        countParser("--concurrency"),
      )
      .option("--stats", "print throughput and latencies instead of results");
  }
  return command
    .addHelpText("after", examples[kind])
    .action((words: readonly string[], options: RequestCommandOptions) => run(kind, words, options));
}

async function run(
  kind: RequestKind,
  words: readonly string[],
  options: RequestCommandOptions,
): Promise<void> {
  const { live = false } = options;
  if (live && options.schema !== undefined) throw new UsageError("Give --schema or --live, not both");
  const request = live ? undefined : readCommandRequest(kind, words, options);
  if (options.concurrency !== undefined && options.repeat === undefined) {
    throw new UsageError("--concurrency needs --repeat");
  }
  const isRepeated = options.repeat !== undefined || options.stats === true;
  const waitingFor = isRepeated ? undefined : kind === "call" ? "a reply" : "delivery";
  await askPeer(
    isRepeated ? commandTransport(options) : shortLivedTransport(options),
    waitingFor,
    async (transport) => {
      const send = (request ?? (await liveRequest(kind, words, options, transport))).sender(transport);
      if (isRepeated) return sendRepeatedly(send, options);
      const result = await send();
      if (kind === "call") printResult(result);
    },
  );
  if (!isRepeated) endProcess();
}

async function sendRepeatedly(
  send: () => Promise<unknown>,
  { repeat: times = 1, concurrency = 1, stats = false, json = false }: RequestCommandOptions,
): Promise<void> {
  const onResult = stats ? () => {} : printResult;
  const { summary, error } = await repeat(send, { times, concurrency, onResult });
  if (stats) process.stdout.write(`${json ? JSON.stringify(summary) : describeSummary(summary)}\n`);
  if (summary.failed === 0) return;
  if (times === 1) throw error;
  throw new CommandFailure(`${summary.failed} of ${times} calls failed, the first: ${errorText(error)}`);
}
