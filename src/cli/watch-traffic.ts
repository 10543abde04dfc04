import type { Command } from "commander";
import type { TransportHealth } from "../drivers/transport-health.js";
import { oneLine } from "../log/one-line.js";
import { parseTransportUrl } from "../messaging/transport-url.js";
import { maskingSecrets, noSecrets } from "../tap/secrets.js";
import type { TrafficLine } from "../tap/traffic.js";
import type { TrafficFilter } from "../tap/traffic-filter.js";
import { TrafficReader } from "../tap/traffic-reader.js";
import { CommandFailure } from "../terminal/command-failure.js";
import { UsageError } from "../terminal/usage-error.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import { withStartAdvice } from "./ask-peer.js";
import {
  collect,
  commandConfiguration,
  commandTransport,
  commandUrl,
  countParser,
  secondsParser,
  type TransportCommandOptions,
  timeParser,
  withTransportOptions,
} from "./common-options.js";
import { Ending } from "./ending.js";
import { giveWay } from "./give-way.js";
import { exchangeValues } from "./notification-options.js";
import { readDefinition } from "./requests.js";

/** Options of the commands that watch traffic. */
export interface WatchOptions extends TransportCommandOptions {
  readonly exchange?: string;
  readonly schema?: string;
  readonly method?: readonly string[];
  readonly server?: readonly string[];
  readonly errors?: boolean;
  readonly slowerThan?: number;
  readonly count?: number;
  readonly for?: number;
  readonly unmasked?: boolean;
}

/** Gets the traffic that is watched. */
export interface TrafficWatcher {
  /** Gets each line; what it throws ends the watch. */
  readonly show: (line: TrafficLine) => void;
  /** Runs when the tap is there; a line may come before. What it throws ends the watch. */
  readonly begin?: () => void;
}

/** ms that a lost connection may take to be made with another host. */
const FAILOVER = 5_000;

/** Adds the options of {@link WatchOptions} to a command. */
export function withWatchOptions(command: Command): Command {
  return withTransportOptions(command)
    .option("--exchange <name>", "exchange of the topics (default: control_exchange of the configuration)")
    .option("--method <name>", "only requests of this method; may be repeated", collect)
    .option("--server <name>", "only requests to this server by its name; may be repeated", collect)
    .option("--errors", "only calls that fail, and notifications of errors")
    .option(
      "--slower-than <ms>",
      "only calls that take so many milliseconds or more",
      timeParser("--slower-than", "milliseconds"),
    )
    .option("--schema <file>", "service definition: members that it says are writeOnly are masked, too")
    .option("--unmasked", "show passwords and tokens as they are")
    .option("--count <number>", "end after so many lines", countParser("--count"))
    .option("--for <seconds>", "end after so long", secondsParser("--for"));
}

/**
 * Watches the traffic of topics until the command is to end.
 *
 * @param watcher makes what gets the traffic; it is given what ends the watch with an error
 * @throws {UsageError} the options ask for what the peer cannot show. @throws {CommandFailure} the connection is lost. @throws {ServerListenError} the peer does not let it.
 */
export async function watchTraffic(
  topics: readonly string[],
  options: WatchOptions,
  watcher: (fail: (error: unknown) => void) => TrafficWatcher,
): Promise<void> {
  giveWay();
  const { exchange, schema, unmasked = false, count } = options;
  const definition = schema === undefined ? undefined : readDefinition(schema);
  const values = exchangeValues(exchange);
  const { hosts } = parseTransportUrl(commandUrl(options, commandConfiguration(options, values)));
  const transport = commandTransport(options, undefined, { values });
  const ended = new Ending(count, options.for);
  const { show, begin } = watcher((error) => ended.fail(error));
  const unseen = new Set<string>();
  const reader = new TrafficReader({
    filter: filterOf(options),
    secrets: unmasked ? noSecrets : maskingSecrets(...(definition === undefined ? [] : [definition])),
    show: (line) => {
      if (line.type !== "missed" && !ended.take()) return;
      // The driver that delivers would take what this throws for a fault of its own.
      try {
        show(line);
        ended.check();
      } catch (error) {
        ended.fail(error);
      }
    },
    blind: ({ what, replies }) => {
      unseen.add(what);
      if (!replies) return;
      if (options.slowerThan !== undefined)
        ended.fail(new UsageError("--slower-than needs replies, and a tap of this peer sees none"));
      if (options.errors) unseen.add("calls that fail, for want of their replies");
    },
  });
  const unwatch = endWhenLost(transport, ended, hosts.length > 1 ? FAILOVER : 0);
  try {
    const tap = transport.tap(
      topics.map((topic) => ({ topic, exchange })),
      reader,
    );
    const begun = tap.ready.then(() => {
      begin?.();
      process.stderr.write(`Tapping ${oneLine(topics.join(", "))}\n`);
      for (const what of unseen) process.stderr.write(`Not seen: ${oneLine(what)}\n`);
    });
    await Promise.race([begun, ended.promise]);
    await ended.promise;
    await tap.stop();
  } finally {
    unwatch();
    ended.cancel();
    await transport.close();
  }
}

function filterOf({ method, server, errors, slowerThan }: WatchOptions): TrafficFilter {
  return { methods: method, servers: server, errors, slowerThan };
}

/** Ends the watch when the connection is lost: nobody tells what passes meanwhile, and a gap would look like silence. */
function endWhenLost(transport: RpcTransport, ended: Ending, patience: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let wasConnected = false;
  const end = (lastError: TransportHealth["lastError"]) => {
    const advised = withStartAdvice(lastError, transport.url) as Error | undefined;
    const reason = advised?.message ?? "the peer is gone";
    ended.fail(wasConnected ? new CommandFailure(`The connection is lost: ${reason}`) : (advised ?? reason));
  };
  const unwatch = transport.onHealthChange(({ state, lastError }) => {
    if (state === "connected") {
      wasConnected = true;
      clearTimeout(timer);
      timer = undefined;
    } else if (state === "lost" && patience === 0) end(lastError);
    else if (state === "lost") timer ??= setTimeout(() => end(lastError), patience);
  });
  return () => {
    clearTimeout(timer);
    unwatch();
  };
}
