// Serves both sandbox services from one server: npm run my-server -- Server01
import { Command } from "commander";
import { RpcServer, runWorkers, serveUntilSignalled, type Worker, type WorkerPool } from "oslo-rpc";
import { type HealthSubject, type HttpServer, serveHealth } from "oslo-rpc/health";
import {
  commandLogger,
  commandTransport,
  countParser,
  secondsParser,
  type TransportCommandOptions,
  withTransportOptions,
} from "../../src/cli/common-options.js";
import { joinConfigPairs } from "../../src/cli/config-pairs.js";
import { type HttpCommandOptions, httpOptions, withHttpOptions } from "../../src/cli/http-options.js";
import { consoleLogger } from "../../src/log/console-logger.js";
import { runCommand } from "../../src/terminal/run-command.js";
import { MySecondService } from "./endpoints/my-second-service.js";
import { MyService } from "./endpoints/my-service.js";

interface ServerOptions extends TransportCommandOptions, HttpCommandOptions {
  readonly topic: string;
  readonly exchange: string;
  readonly namespace: string;
  readonly quiet?: boolean;
  readonly workers?: number;
  readonly grace?: number;
}

const command = new Command("my-server")
  .description("Serves MyService and MySecondService until it is interrupted.")
  .argument("<server>", "name of this server")
  .option("--topic <name>", "topic to serve", "my-topic")
  .option("--exchange <name>", "exchange of the topic", "my-exchange")
  .option("--namespace <name>", "namespace of the methods", "my-namespace")
  .option("--quiet", "do not print the calls")
  .option("--workers <number>", "serve from so many processes", countParser("--workers"))
  .option(
    "--grace <seconds>",
    "how long methods may go on after SIGTERM (default: 30)",
    secondsParser("--grace"),
  )
  .addHelpText(
    "after",
    "\nExamples:\n  npm run my-server -- Server01\n  npm run my-server -- Server02 --url amqp://127.0.0.1:5673\n  npm run my-server -- Server03 --workers 4 --http 8080",
  );
withTransportOptions(withHttpOptions(command, "/health and /ready")).action(serve);

await runCommand(command, process.argv.slice(2), joinConfigPairs);

async function serve(server: string, options: ServerOptions): Promise<void> {
  if (options.workers === undefined) {
    await serveHere(server, options);
    return;
  }
  let health: HttpServer | undefined;
  const onReady = async (pool: WorkerPool) => {
    console.log(`Workers ${pool.pids.join(" ")} are ready`);
    health = await openHealth(options, pool);
  };
  const { workers, grace } = options;
  const outcome = await runWorkers({ workers, grace, onReady, logger: consoleLogger() }, (worker) =>
    serveHere(server, options, worker),
  );
  await health?.close();
  if (outcome === "cut short") process.exitCode = 1;
}

/** Serves in this process, which may be one of several workers. */
async function serveHere(server: string, options: ServerOptions, worker?: Worker): Promise<void> {
  const { topic, exchange, namespace, grace, quiet = false } = options;
  const logger = commandLogger(options, "error");
  let tellsWait = true;
  const transport = commandTransport(options, {
    ...logger,
    // Of the many attempts the first one tells why nothing happens yet.
    warn(fields, message) {
      logger.warn(fields, message);
      if (tellsWait) console.error(`Waiting for ${transport.url} (${fields.reason ?? message})`);
      tellsWait = false;
    },
  });
  const show = quiet ? () => {} : (line: string) => console.log(line);
  const rpcServer = new RpcServer(transport, {
    server,
    topic,
    exchange,
    namespace,
    endpoints: [new MyService(show), new MySecondService()],
  });
  const health = worker ? undefined : await openHealth(options, rpcServer);
  await rpcServer.start();
  tellsWait = false;
  worker?.ready(rpcServer);
  console.log(`Running server, name=${server} exchange=${exchange} topic=${topic} namespace=${namespace}`);
  const outcome = await serveUntilSignalled([rpcServer], { grace, signal: worker?.signal });
  await health?.close();
  await transport.close();
  // A method that does not end would keep the process.
  if (outcome === "cut short") process.exit(1);
}

async function openHealth(options: ServerOptions, subject: HealthSubject): Promise<HttpServer | undefined> {
  const http = httpOptions(options);
  if (http === undefined) return undefined;
  const health = await serveHealth({ ...http, of: [subject] });
  console.log(`Health on ${health.url}/health and /ready`);
  return health;
}
