import { type Command, Option } from "commander";
import type { Router } from "../../router/index.js";
import { defaultLimits } from "../../router/limits.js";
import { textTable } from "../../terminal/text-table.js";
import { UsageError } from "../../terminal/usage-error.js";
import { commandLogger } from "../common-options.js";
import { parsePort, withHttpOptions } from "../http-options.js";
import { withConfigFile } from "../router-config-file.js";
import { type RouterCommandOptions, reloadRouter, routerOptions } from "../router-settings.js";

/** The command `router`. */
export function defineRouter(command: Command): Command {
  command
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 for any that is free", parsePort, 5672)
    .option("--users <file>", "JSON file of the users and what they may do")
    .option("--allow-anonymous", "listen where others reach the router, and let anybody in")
    .option("--tls-cert <file>", "listen with TLS, and this certificate (PEM)")
    .option("--tls-key <file>", "its key, when that is in another file")
    .option("--tls-key-password-file <file>", "file with the password of the key, when it is encrypted")
    .option("--tls-ca <file>", "authorities of clients' certificates, with which they may log in")
    .option("--limit <name=value>", "another limit than the default; may be repeated", addLimit)
    .option(
      "--grace <seconds>",
      "time that messages under way have when the router stops",
      seconds("--grace", "0"),
      10,
    )
    .option(
      "--stats <seconds>",
      "print what the router does and holds, so often",
      seconds("--stats", "above 0"),
    )
    .option("--trace", "log every frame; needs --debug")
    .option("--config <file>", "JSON file of these options, which count less than those of the command line")
    .addOption(
      new Option("--make-verifier", "read a password, print its verifier, and end").conflicts("users"),
    )
    .option("--debug", "log everything, and show the stack of an error")
    .option("--json", "print the URL, and log, as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  oslo-rpc router\n  oslo-rpc router --port 0\n" +
        "  oslo-rpc router --host 0.0.0.0 --users users.json --tls-cert router.pem --tls-key router.key\n" +
        "  oslo-rpc router --limit maxConnections=500 --limit maxMessageSize=1048576\n" +
        "  oslo-rpc router --config router.json --http 8080\n\n" +
        "SIGHUP has it read users and certificates again, SIGTERM ends it.\n\n" +
        `Limits, in ms and bytes:\n${describeLimits()}`,
    )
    .action(runRouter);
  return withHttpOptions(
    command,
    "/health, /ready, /metrics, /connections, /addresses, /statistics, /limits",
  );
}

async function runRouter(given: RouterCommandOptions, command: Command): Promise<void> {
  if (given.makeVerifier) return printVerifier();
  const { Router } = await import("../../router/index.js");
  const options = given.config === undefined ? given : withConfigFile(given, given.config, command);
  const { json = false } = options;
  const logger = commandLogger(options, "info");
  const router = new Router({ ...routerOptions(options), logger });
  await router.start();
  process.stdout.write(json ? `${JSON.stringify(urlsOf(router))}\n` : `Listening on ${router.url}\n`);
  if (!json && router.httpUrl !== undefined) process.stdout.write(`HTTP on ${router.httpUrl}\n`);
  const stopStatistics = options.stats === undefined ? () => {} : printStatistics(router, options.stats);
  const reload = () => void reloadRouter(router, options, logger);
  process.on("SIGHUP", reload);
  await signalled();
  stopStatistics();
  // A second signal ends it at once.
  const impatient = signalled().then(() => router.stop({ graceful: false }));
  await Promise.race([router.stop({ grace: options.grace * 1000 }), impatient]);
  process.off("SIGHUP", reload);
}

function urlsOf({ url, httpUrl }: Router): object {
  return { url, ...(httpUrl !== undefined && { http: httpUrl }) };
}

/** One line of JSON on stdout each time, where no log line stands. */
function printStatistics(router: Router, every: number): () => void {
  const print = () => process.stdout.write(`${JSON.stringify(router.statistics())}\n`);
  const timer = setInterval(print, every * 1000);
  return () => {
    clearInterval(timer);
    print();
  };
}

async function printVerifier(): Promise<void> {
  const { formatVerifier, makeVerifier } = await import("../../amqp/sasl/verifier.js");
  if (process.stdin.isTTY) process.stderr.write("Password: ");
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  const [password = ""] = text.split(/\r?\n/);
  if (password === "") throw new UsageError("--make-verifier takes the password from the standard input");
  process.stdout.write(`${formatVerifier(await makeVerifier(password))}\n`);
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

/** Whether there is such a limit, and what it may be, is for the router to say. */
function addLimit(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, name, value] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
  if (name !== undefined) return { ...before, [name]: Number(value) };
  throw new UsageError(
    `--limit takes a name and a whole number, as maxConnections=500, not ${JSON.stringify(text)}`,
  );
}

function describeLimits(): string {
  const cells = Object.entries(defaultLimits).map(([name, value]) => [name, String(value)]);
  return textTable(cells, "  ").trimEnd();
}

/** @param least "0" where it is among them */
function seconds(option: string, least: "0" | "above 0"): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value <= 86_400 && (value > 0 || least === "0")) return value;
    const range = least === "0" ? "from 0 to 86400" : "above 0, up to 86400";
    throw new UsageError(`${option} takes a number of seconds ${range}, not ${JSON.stringify(text)}`);
  };
}
