import type { TestContext } from "node:test";
import { queryObjects } from "node:v8";
import { PendingMessage } from "../../../../src/amqp/client/pending-message.js";
import { CallTask } from "../../../../src/drivers/call-task.js";
import { PendingCall } from "../../../../src/drivers/pending-call.js";
import {
  getRpcTransport,
  type Logger,
  loadConfiguration,
  RpcServer,
  type RpcTransport,
} from "../../../../src/index.js";
import type { Ledger } from "./ledger.js";
import { WorkEndpoint } from "./work-service.js";

/** A transport of the test's own, which connects again soon. */
export function connect(
  test: TestContext,
  url: string,
  values: Readonly<Record<string, unknown>> = {},
  logger?: Logger,
): RpcTransport {
  const settings = { connection_retry_interval_max: 1, ...values };
  const transport = getRpcTransport({ url, configuration: loadConfiguration({ values: settings }), logger });
  test.after(() => transport.close());
  return transport;
}

/** A server that writes down what it executes. */
export async function serve(
  test: TestContext,
  transport: RpcTransport,
  ledger: Ledger,
  name = "server",
): Promise<RpcServer> {
  const endpoints = [new WorkEndpoint((id) => ledger.executed(id))];
  const server = new RpcServer(transport, { server: name, endpoints });
  await server.start();
  test.after(() => server.stop());
  return server;
}

/** What is left of calls in the memory of this process, whoever holds it. */
export function remains(): Readonly<Record<string, number>> {
  const count = (made: new (...args: never[]) => object) =>
    queryObjects(made as unknown as new () => object, { format: "count" }) as unknown as number;
  return { requests: count(CallTask), calls: count(PendingCall), messages: count(PendingMessage) };
}
