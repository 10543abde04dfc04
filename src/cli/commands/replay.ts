import { type Command, Option } from "commander";
import { stringifyJson } from "../../json/json.js";
import { escapeControls, oneLine } from "../../log/one-line.js";
import { isRequest, type RequestLine, type TrafficLine } from "../../tap/traffic.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import type { RpcTransport } from "../../transport/rpc-transport.js";
import { askPeer } from "../ask-peer.js";
import {
  commandTransport,
  secondsParser,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { Ending, endWhenUnreachable } from "../ending.js";
import { NotificationTransports } from "../notification-transports.js";
import { readRecordFile } from "../record-file.js";
import { type Difference, resendRecord } from "../replay/replay-client.js";
import { serveRecord } from "../replay/replay-server.js";

interface ReplayOptions extends TransportCommandOptions {
  readonly as: "server" | "client";
  readonly server: string;
  readonly fast?: boolean;
  readonly check?: boolean;
  readonly timeout?: number;
}

/** The command `replay`. */
export function defineReplay(command: Command): Command {
  return withTransportOptions(command)
    .argument("<file>", "file that oslo-rpc record has written")
    .addOption(
      new Option("--as <role>", "server answers calls as they were answered; client sends requests again")
        .choices(["server", "client"])
        .makeOptionMandatory(),
    )
    .option("--fast", "answer at once, or send one after the other, not at the times of the record")
    .option("--server <name>", "name of the server, where the record names none", "replay")
    .option("--timeout <seconds>", "how long the client waits for a reply", secondsParser("--timeout"))
    .option("--check", "as client: a reply that differs from the recorded one is a failure")
    .option("--json", "print what differs, and the summary, as JSON objects, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
A server answers by method and arguments, whatever the record has masked in them; several replies to the same come in
turn. It runs until it is interrupted. A client sends what is masked as it stands.

Examples:
  oslo-rpc replay traffic.jsonl --as server --url amqp://127.0.0.1:5672
  oslo-rpc replay traffic.jsonl --as client --fast --check`,
    )
    .action(replay);
}

async function replay(file: string, options: ReplayOptions): Promise<void> {
  const lines = readRecordFile(file);
  if (options.as === "server") await serve(lines, options);
  else await resend(lines, options);
}

async function serve(lines: readonly TrafficLine[], options: ReplayOptions): Promise<void> {
  const { server, fast = false } = options;
  const ended = new Ending();
  let answered = 0;
  let unknown = 0;
  const work = async (transport: RpcTransport) => {
    const unwatch = endWhenUnreachable(transport, ended);
    const serving = serveRecord(transport, lines, {
      server,
      fast,
      onRequest: (method, isKnown) => {
        if (isKnown) answered += 1;
        else {
          unknown += 1;
          process.stderr.write(`No reply is recorded to ${oneLine(method)} with these arguments\n`);
        }
      },
    });
    const topics = new Set(lines.filter(isRequest).map(({ topic }) => topic));
    try {
      const begun = serving.ready.then(() => {
        unwatch();
        process.stderr.write(`Serving ${oneLine([...topics].join(", "))} from the record\n`);
      });
      await Promise.race([begun, ended.promise]);
      await ended.promise;
      await serving.stop();
    } finally {
      unwatch();
      ended.cancel();
    }
  };
  await askPeer(commandTransport(options), undefined, work);
  process.stderr.write(`${answered} requests are in the record, ${unknown} are not\n`);
}

async function resend(lines: readonly TrafficLine[], options: ReplayOptions): Promise<void> {
  const { fast = false, check = false, json = false, timeout } = options;
  const notifications = new NotificationTransports(options);
  await askPeer(commandTransport(options), undefined, async (transport) => {
    const summary = await resendRecord(lines, {
      transport,
      notifications: (exchange) => notifications.of(exchange),
      fast,
      timeout,
      onDifference: (difference) => process.stdout.write(`${describeDifference(difference, json)}\n`),
      onFailure: (line, error) =>
        process.stderr.write(
          `${oneLine(`${isRequest(line) ? line.method : line.topic}: ${error.message}`)}\n`,
        ),
    });
    const { sent, same, different, unknown, failed } = summary;
    process.stdout.write(
      json
        ? `${JSON.stringify(summary)}\n`
        : `${sent} sent: ${same} answered as recorded, ${different} otherwise, ${unknown} without a recorded answer, ${failed} failed\n`,
    );
    if (failed > 0) throw new CommandFailure(`${failed} of ${sent} were not delivered or answered`);
    if (check && different > 0)
      throw new CommandFailure(`${different} replies differ from the recorded ones`);
  }).finally(() => notifications.close());
}

function describeDifference({ request, recorded, reply }: Difference, json: boolean): string {
  const was = recorded.failure ?? recorded.result ?? null;
  const is = "failure" in reply ? reply.failure : (reply.response ?? null);
  const { method, args }: RequestLine = request;
  if (json) return escapeControls(stringifyJson({ method, args, recorded: was, reply: is }));
  return oneLine(
    `${method}(${stringifyJson(args ?? {})}): ${stringifyJson(was)} in the record, ${stringifyJson(is)} now`,
  );
}
