import type { TestContext } from "node:test";
import type { IncomingRequest, Reply } from "../../../src/drivers/driver.js";
import {
  getRpcTransport,
  type Logger,
  loadConfiguration,
  RpcServer,
  type RpcServerOptions,
  type RpcTransport,
  type RpcTransportOptions,
} from "../../../src/index.js";
import { ServedRequests } from "../../../src/instruments/request-series.js";
import type { RequestTally } from "../../../src/instruments/request-tally.js";
import { DISCOVERY, type ServerDescription } from "../../../src/rpc/discovery-endpoint.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";

let count = 0;

/** What a logger was told. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A logger that keeps its lines. */
export function keepingLogger(): { logger: Logger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ level, message, fields });
  };
  return { logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }, lines };
}

/** A transport in memory that meets no other test's, closed when the test ends. */
export function fakeTransport(
  test: TestContext,
  {
    values = {},
    ...options
  }: RpcTransportOptions & { readonly values?: Readonly<Record<string, unknown>> } = {},
): RpcTransport {
  count += 1;
  const url = options.url ?? `fake://unit-${count}`;
  const transport = getRpcTransport({ ...options, url, configuration: loadConfiguration({ values }) });
  test.after(() => transport.close());
  return transport;
}

/** A thing server, started, and stopped when the test ends. */
export async function serveThings(
  test: TestContext,
  transport: RpcTransport,
  options: Partial<RpcServerOptions> = {},
): Promise<{ server: RpcServer; endpoint: ThingEndpoint; client: ThingClient }> {
  const endpoint = new ThingEndpoint(options.server ?? "one");
  const server = new RpcServer(transport, { server: "one", endpoints: [endpoint], ...options });
  await server.start();
  test.after(() => {
    endpoint.release();
    return server.stop();
  });
  return { server, endpoint, client: new ThingClient(transport, { timeout: 10 }) };
}

/** The server of things as it describes itself. */
export async function described(
  transport: RpcTransport,
  args: Readonly<Record<string, unknown>> = {},
): Promise<ServerDescription> {
  const { method, namespace, version } = DISCOVERY;
  const target = { topic: "things", exchange: "test" };
  const reply = await transport.send(
    target,
    {},
    { method, namespace, version, args },
    { waitForReply: true },
  );
  return (reply as Extract<Reply, { response: unknown }>).response as ServerDescription;
}

/** What counts the requests of a server that has one method. */
export function servedRequests(tally: RequestTally, method: string): ServedRequests<IncomingRequest> {
  return new ServedRequests({
    tally,
    services: () => new Map([[method, "Things"]]),
    target: { topic: "things" },
    targetOf: undefined,
    transport: { driver: "fake", host: undefined, port: undefined, exchange: "openstack" },
    onFault: () => {},
  });
}
