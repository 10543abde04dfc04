import { Command } from "commander";
import { readAssets } from "../../console/assets.js";
import { ConsoleBackend } from "../../console/console-backend.js";
import { serveConsole } from "../../console/console-server.js";
import { findPage, PAGE_PACKAGE } from "../../console/find-page.js";
import { CommandFailure } from "../../terminal/command-failure.js";
import {
  collect,
  commandLogger,
  commandTransport,
  type TransportCommandOptions,
  withTransportOptions,
} from "../common-options.js";
import { Ending } from "../ending.js";
import { parsePort } from "../http-options.js";
import { openBrowser } from "../open-browser.js";
import { readService } from "../requests.js";

interface ConsoleOptions extends TransportCommandOptions {
  readonly schema?: readonly string[];
  readonly port: number;
  readonly readOnly?: boolean;
  /** `--no-open` */
  readonly open: boolean;
}

/** The command `console`. */
export function consoleCommand(): Command {
  return withTransportOptions(new Command("console"))
    .option("--schema <file>", "service definition to call by; may be repeated", collect)
    .option("--port <number>", "port to listen on; 0 for any that is free", parsePort, 0)
    .option("--read-only", "refuse to send requests")
    .option("--no-open", "do not open the browser, which only happens on a terminal")
    .option("--json", "print the link as JSON, and tell errors as JSON too")
    .addHelpText(
      "after",
      `
The printed link works once, in the browser that opens it first; nobody but this machine can reach it. The page is the
package ${PAGE_PACKAGE}, which is installed beside this one.

Examples:
  oslo-rpc console
  oslo-rpc console --schema schemas/my-service.json --url rabbit://guest:guest@127.0.0.1:5672/ --read-only`,
    )
    .action(runConsole);
}

async function runConsole(options: ConsoleOptions): Promise<void> {
  const { schema: files = [], port, readOnly = false, open, json = false } = options;
  const definitions = files.map(readService);
  const page = findPage();
  if (page === undefined)
    throw new CommandFailure(`The page is not installed: npm install -D ${PAGE_PACKAGE}`);
  const transport = commandTransport(options);
  const ended = new Ending();
  try {
    const backend = new ConsoleBackend({ transport, definitions, readOnly });
    const log = commandLogger(options, "warn");
    const server = await serveConsole({ port, assets: readAssets(page.folder), backend, log });
    process.stdout.write(json ? `${JSON.stringify({ url: server.link })}\n` : `Console on ${server.link}\n`);
    if (open && !json && process.stdout.isTTY) openBrowser(server.link);
    await ended.promise;
    await server.close();
  } finally {
    ended.cancel();
    await transport.close();
  }
}
