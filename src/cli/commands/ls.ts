import type { Command } from "commander";
import { listDefinition } from "../../discovery/listing/definition-listing.js";
import { inOrder, type Listed } from "../../discovery/listing/listed.js";
import { listPeer } from "../../discovery/listing/peer-listing.js";
import { escapeControls } from "../../log/one-line.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { textTable } from "../../terminal/text-table.js";
import { askPeer } from "../ask-peer.js";
import {
  commandConfiguration,
  commandTransport,
  commandUrl,
  secondsParser,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { type ListingCommandOptions, withListingOptions } from "../listing-options.js";
import { readDefinition } from "../requests.js";

interface ListOptions extends TransportCommandOptions, ListingCommandOptions {
  readonly schema?: string;
  readonly timeout: number;
}

/** The command `ls`. */
export function defineList(command: Command): Command {
  return withListingOptions(withTransportOptions(command))
    .argument("[topic]", "only this topic")
    .option(
      "--schema <file>",
      "service definition: ask the servers of its topic themselves, over any transport",
    )
    .option("--timeout <seconds>", "how long to wait for an answer", secondsParser("--timeout"), 5)
    .option("--json", "print each topic and server as a JSON object, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
A line with a server is the queue of that server alone, one without that of all servers of the topic. Topics of
notifications are listed too: their names end in a priority. RabbitMQ counts consumers and messages every five seconds.
With --schema servers are asked who they are; those in Python, which do not say, are counted with the topic.

Examples:
  oslo-rpc ls --url rabbit://nova:secret@127.0.0.1:5672/
  oslo-rpc ls --http http://127.0.0.1:8080 my-topic --json
  oslo-rpc ls --schema schemas/my-service.json`,
    )
    .action(list);
}

async function list(topic: string | undefined, options: ListOptions): Promise<void> {
  const { schema, json = false } = options;
  const all = schema === undefined ? await listOwnPeer(options) : await listServers(schema, options);
  const rows = inOrder(topic === undefined ? all : all.filter((row) => row.topic === topic));
  if (rows.length === 0)
    throw new CommandFailure(
      topic === undefined ? "Nobody listens there" : `Nobody listens at topic ${topic}`,
    );
  process.stdout.write(
    json ? rows.map((row) => `${escapeControls(JSON.stringify(row))}\n`).join("") : asTable(rows),
  );
}

async function listServers(file: string, options: ListOptions): Promise<readonly Listed[]> {
  const definition = readDefinition(file);
  let rows: readonly Listed[] = [];
  await askPeer(commandTransport(options), "answers", async (transport) => {
    rows = await listDefinition(transport, definition, options.timeout);
  });
  return rows;
}

async function listOwnPeer(options: ListOptions): Promise<readonly Listed[]> {
  const { http, token, timeout } = options;
  const configuration = commandConfiguration(options);
  return listPeer({ url: commandUrl(options, configuration), configuration, http, token }, timeout);
}

function asTable(rows: readonly Listed[]): string {
  const cells = [
    ["EXCHANGE", "TOPIC", "SERVER", "CONSUMERS", "WAITING"],
    ...rows.map(({ exchange, topic, server, consumers, waiting }) => [
      exchange,
      topic,
      server ?? "",
      String(consumers),
      String(waiting ?? ""),
    ]),
  ];
  return textTable(cells);
}
