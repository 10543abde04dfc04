import { Command } from "commander";
import { UsageError } from "../../terminal/usage-error.js";
import { consoleLogger } from "../console-logger.js";

interface RouterCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly debug?: boolean;
  readonly json?: boolean;
}

/** The command `router`. */
export function routerCommand(): Command {
  return new Command("router")
    .description("run an AMQP 1.0 router for development, until it is interrupted")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 for any that is free", parsePort, 5672)
    .option("--debug", "log everything, and show the stack of an error")
    .option("--json", "print the URL as JSON")
    .addHelpText("after", "\nExamples:\n  oslo-rpc router\n  oslo-rpc router --port 0")
    .action(runRouter);
}

async function runRouter({ host, port, debug = false, json = false }: RouterCommandOptions): Promise<void> {
  const { Router } = await import("../../router/index.js");
  const router = new Router({ host, port, logger: consoleLogger(debug ? "debug" : "warn") });
  await router.start();
  process.stdout.write(json ? `${JSON.stringify({ url: router.url })}\n` : `Listening on ${router.url}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  await router.stop();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not ${JSON.stringify(text)}`);
}
