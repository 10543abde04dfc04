import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { isLoopback } from "../../amqp/socket/dial.js";
import type { Router, RouterLimits, RouterTls } from "../../router/index.js";
import { defaultLimits } from "../../router/limits.js";
import { UsageError } from "../../terminal/usage-error.js";
import { commandLogger } from "../common-options.js";

interface RouterCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly users?: string;
  readonly allowAnonymous?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsKeyPasswordFile?: string;
  readonly tlsCa?: string;
  readonly limit?: Partial<RouterLimits>;
  readonly grace: number;
  readonly stats?: number;
  readonly trace?: boolean;
  readonly makeVerifier?: boolean;
  readonly debug?: boolean;
  readonly json?: boolean;
}

/** The command `router`. */
export function routerCommand(): Command {
  return new Command("router")
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
      seconds("--grace"),
      10,
    )
    .option("--stats <seconds>", "print what the router does and holds, so often", seconds("--stats"))
    .option("--trace", "log every frame; needs --debug")
    .addOption(
      new Option("--make-verifier", "read a password, print its verifier, and end").conflicts("users"),
    )
    .option("--debug", "log everything, and show the stack of an error")
    .option("--json", "print the URL, and log, as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  oslo-rpc router\n  oslo-rpc router --port 0\n" +
        "  oslo-rpc router --host 0.0.0.0 --users users.json --tls-cert router.pem --tls-key router.key\n" +
        "  oslo-rpc router --limit maxConnections=500 --limit maxMessageSize=1048576\n\n" +
        `Limits, in ms and bytes:\n${describeLimits()}`,
    )
    .action(runRouter);
}

async function runRouter(options: RouterCommandOptions): Promise<void> {
  if (options.makeVerifier) return printVerifier();
  const { readUsersFile, Router } = await import("../../router/index.js");
  const { host, port, users, allowAnonymous, debug = false, json = false, trace = false } = options;
  if (users !== undefined && allowAnonymous) {
    throw new UsageError(
      '--allow-anonymous does not go with --users: the file\'s "anonymous" says what they may do',
    );
  }
  if (!isLoopback(host) && users === undefined && !allowAnonymous) {
    throw new UsageError(
      `--host ${host}: the router would let anybody in; add --users FILE, or --allow-anonymous if that is meant`,
    );
  }
  const tls = tlsOptions(options);
  const router = new Router({
    host,
    port,
    logger: commandLogger({ debug, json }, "warn"),
    trace,
    ...(users !== undefined && { users: readUsersFile(users) }),
    ...(options.limit !== undefined && { limits: options.limit }),
    ...(allowAnonymous && { allowAnonymous }),
    ...(tls !== undefined && { tls }),
  });
  await router.start();
  process.stdout.write(json ? `${JSON.stringify({ url: router.url })}\n` : `Listening on ${router.url}\n`);
  const stopStatistics = options.stats === undefined ? () => {} : printStatistics(router, options.stats);
  await signalled();
  stopStatistics();
  // A second signal ends it at once.
  const impatient = signalled().then(() => router.stop({ graceful: false }));
  await Promise.race([router.stop({ grace: options.grace * 1000 }), impatient]);
}

function tlsOptions({
  tlsCert,
  tlsKey,
  tlsKeyPasswordFile,
  tlsCa,
}: RouterCommandOptions): RouterTls | undefined {
  if (tlsCert === undefined) {
    if ((tlsKey ?? tlsKeyPasswordFile ?? tlsCa) === undefined) return undefined;
    throw new UsageError("the router's certificate is missing: add --tls-cert FILE");
  }
  const keyPassword = tlsKeyPasswordFile === undefined ? undefined : readPassword(tlsKeyPasswordFile);
  return { certFile: tlsCert, keyFile: tlsKey, caFile: tlsCa, keyPassword };
}

function readPassword(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new UsageError(`--tls-key-password-file: cannot read ${file}: ${(error as Error).message}`);
  }
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
  return Object.entries(defaultLimits)
    .map(([name, value]) => `  ${name.padEnd(20)} ${value}`)
    .join("\n");
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not ${JSON.stringify(text)}`);
}

function seconds(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value <= 86_400 && (value > 0 || option === "--grace")) return value;
    throw new UsageError(`${option} takes a number of seconds, not ${JSON.stringify(text)}`);
  };
}
