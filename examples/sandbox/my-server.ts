// Serves both sandbox services from one server: npm run my-server -- Server01
import { Command } from "commander";
import { RpcServer } from "oslo-rpc";
import {
  commandTransport,
  type TransportOptions,
  withTransportOptions,
} from "../../src/cli/common-options.js";
import { joinConfigPairs } from "../../src/cli/config-pairs.js";
import { runCommand } from "../../src/terminal/run-command.js";
import { MySecondService } from "./endpoints/my-second-service.js";
import { MyService } from "./endpoints/my-service.js";

interface ServerOptions extends TransportOptions {
  readonly topic: string;
  readonly exchange: string;
  readonly namespace: string;
  readonly quiet?: boolean;
}

const command = new Command("my-server")
  .description("Serves MyService and MySecondService until it is interrupted.")
  .argument("<server>", "name of this server")
  .option("--topic <name>", "topic to serve", "my-topic")
  .option("--exchange <name>", "exchange of the topic", "my-exchange")
  .option("--namespace <name>", "namespace of the methods", "my-namespace")
  .option("--quiet", "do not print the calls")
  .addHelpText(
    "after",
    "\nExamples:\n  npm run my-server -- Server01\n  npm run my-server -- Server02 --url amqp://127.0.0.1:5673",
  );
withTransportOptions(command).action(serve);

await runCommand(command, process.argv.slice(2), joinConfigPairs);

async function serve(server: string, options: ServerOptions): Promise<void> {
  const { topic, exchange, namespace, quiet = false } = options;
  const transport = commandTransport(options);
  const show = quiet ? () => {} : (line: string) => console.log(line);
  const rpcServer = new RpcServer(transport, {
    server,
    topic,
    exchange,
    namespace,
    endpoints: [new MyService(show), new MySecondService()],
  });
  process.once("SIGINT", () => rpcServer.stop());
  process.once("SIGTERM", () => rpcServer.stop());
  await rpcServer.start();
  console.log(`Running server, name=${server} exchange=${exchange} topic=${topic} namespace=${namespace}`);
  await rpcServer.wait();
  await transport.close();
}
