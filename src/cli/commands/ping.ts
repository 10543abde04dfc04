import type { Command } from "commander";
import { escapeControls, oneLine } from "../../log/one-line.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { Progress } from "../../terminal/progress.js";
import type { RpcTransport } from "../../transport/rpc-transport.js";
import { askPeer } from "../ask-peer.js";
import {
  collect,
  secondsParser,
  shortLivedTransport,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { type Pong, pingServers, pingTopic } from "../pings.js";

interface PingOptions extends TransportCommandOptions {
  readonly exchange?: string;
  readonly server?: readonly string[];
  readonly timeout: number;
}

/** The command `ping`. */
export function definePing(command: Command): Command {
  return withTransportOptions(command)
    .argument("<topic>", "topic of the servers")
    .option("--exchange <name>", "exchange of the topic")
    .option("--server <name>", "ask this server, by its name; may be repeated (default: all)", collect)
    .option("--timeout <seconds>", "how long to wait for answers", secondsParser("--timeout"), 2)
    .option("--json", "print each answer as a JSON object, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
Servers answer with pong where the option rpc_ping_enabled is set; others answer that they have no such method,
which shows that they are there as well. An answer does not say which server gave it: name servers to tell them apart.

Examples:
  oslo-rpc ping my-topic --exchange my-exchange
  oslo-rpc ping compute --exchange nova --server node-1 --server node-2`,
    )
    .action(ping);
}

async function ping(topic: string, options: PingOptions): Promise<void> {
  const { exchange, server: servers, timeout, json = false } = options;
  const progress = new Progress(0);
  const onPong = (pong: Pong) => {
    progress.end();
    process.stdout.write(`${json ? escapeControls(JSON.stringify(pong)) : describePong(pong)}\n`);
  };
  const work = async (transport: RpcTransport) => {
    const place = { topic, exchange };
    const pongs = servers
      ? await pingServers(transport, place, { servers, timeout, onPong })
      : await pingTopic(transport, place, { timeout, onPong });
    if (pongs.length === 0) {
      throw new CommandFailure(
        `No server of topic ${topic} answered within ${timeout} s; is the exchange right (--exchange)?`,
      );
    }
    const silent = (servers ?? []).filter((name) => !pongs.some((pong) => pong.server === name));
    if (silent.length > 0)
      throw new CommandFailure(`No answer within ${timeout} s from ${silent.join(", ")}`);
  };
  await askPeer(shortLivedTransport(options), "answers", work, progress);
}

function describePong({ server, answer, ms }: Pong): string {
  return oneLine(`${server ?? "a server"}: ${answer} in ${ms} ms`);
}
