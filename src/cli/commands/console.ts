import type { Command } from "commander";
import { notifications } from "../../config/groups/notifications.js";
import { readAssets } from "../../console/assets.js";
import { ConsoleBackend } from "../../console/console-backend.js";
import { serveConsole } from "../../console/console-server.js";
import { type FoundPage, findPage, PAGE_PACKAGE } from "../../console/find-page.js";
import { listPeer } from "../../discovery/listing/peer-listing.js";
import { PACKAGE_VERSION } from "../../package/package-version.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import { warn } from "../../terminal/warn.js";
import {
  collect,
  commandConfiguration,
  commandLogger,
  commandTransport,
  commandUrl,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { Ending } from "../ending.js";
import { giveWay } from "../give-way.js";
import { parsePort } from "../http-options.js";
import { type ListingCommandOptions, withListingOptions } from "../listing-options.js";
import { exchangeValues } from "../notification-options.js";
import { openBrowser } from "../open-browser.js";
import { readService } from "../requests.js";

interface ConsoleOptions extends TransportCommandOptions, ListingCommandOptions {
  readonly schema?: readonly string[];
  readonly exchange?: string;
  readonly port: number;
  readonly readOnly?: boolean;
  /** `--no-open` */
  readonly open: boolean;
  /** `--no-tap` */
  readonly tap: boolean;
}

/** Seconds in which a router or broker lists its topics. */
const LISTING_TIMEOUT = 2;

/** The command `console`. */
export function defineConsole(command: Command): Command {
  return withListingOptions(withTransportOptions(command))
    .argument("[topics...]", "topics whose servers are asked who they are")
    .option("--schema <file>", "service definition to call by; may be repeated", collect)
    .option("--exchange <name>", "exchange of the topics (default: control_exchange of the configuration)")
    .option("--port <number>", "port to listen on; 0 for any that is free", parsePort, 0)
    .option("--read-only", "send no requests, and do not ask servers either")
    .option("--no-tap", "show neither traffic nor notifications")
    .option("--no-open", "do not open the browser, which only happens on a terminal")
    .option("--json", "print the link as JSON, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
The printed link works once, in the browser that opens it first; nobody but this machine can reach it. The page is the
package ${PAGE_PACKAGE}, which is installed beside this one: npm install -D ${PAGE_PACKAGE}

Examples:
  oslo-rpc console --schema schemas/my-service.json
  oslo-rpc console my-topic --exchange my-exchange --http http://127.0.0.1:8080
  oslo-rpc console compute conductor --exchange nova --url rabbit://guest:guest@127.0.0.1:5672/ --read-only`,
    )
    .action(runConsole);
}

async function runConsole(topics: readonly string[], options: ConsoleOptions): Promise<void> {
  const { schema: files = [], exchange, http, token, port, readOnly = false, open, json = false } = options;
  const definitions = files.map(readService);
  const page = installedPage(options);
  const values = exchangeValues(exchange);
  const configuration = commandConfiguration(options, values);
  const peer = { url: commandUrl(options, configuration), configuration, http, token };
  const transport = commandTransport(options, undefined, { values });
  const tapTransport = options.tap ? commandTransport(options, undefined, { values }) : undefined;
  const ended = new Ending();
  giveWay();
  const backend = new ConsoleBackend({
    transport,
    tapTransport,
    definitions,
    topics: topics.map((topic) => ({ topic, exchange })),
    notificationTopics: configuration.get(notifications.topics),
    list: () => listPeer(peer, LISTING_TIMEOUT),
    readOnly,
  });
  try {
    const log = commandLogger(options, "warn");
    const server = await serveConsole({ port, assets: readAssets(page.folder), backend, log });
    process.stdout.write(json ? `${JSON.stringify({ url: server.link })}\n` : `Console on ${server.link}\n`);
    if (open && !json && process.stdout.isTTY) openBrowser(server.link);
    await ended.promise;
    await server.close();
  } finally {
    ended.cancel();
    backend.close();
    await Promise.all([transport.close(), tapTransport?.close()]);
  }
}

/** @throws {CommandFailure} there is none. */
function installedPage(options: ConsoleOptions): FoundPage {
  const page = findPage();
  if (page === undefined)
    throw new CommandFailure(`The page is not installed: npm install -D ${PAGE_PACKAGE}`);
  if (page.version !== PACKAGE_VERSION)
    warn(`the page is of ${page.version}, and this is ${PACKAGE_VERSION}: install the same of both`, options);
  return page;
}
