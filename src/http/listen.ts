import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { formatAddress } from "../amqp/socket/dial.js";
import { listenFailure } from "../amqp/socket/listen-failure.js";
import type { Logger } from "../log/logger.js";

/** A running HTTP server. */
export interface HttpServer {
  /** `http://HOST:PORT` */
  readonly url: string;
  /** The port listened on. */
  readonly port: number;
  /** Stops it at once. */
  close(): Promise<void>;
}

/** ms in which a request has to come; nobody sends more than a few headers. */
const REQUEST_TIMEOUT = 5_000;

/** Who asks is an orchestrator, Prometheus, or an operator or two. */
const MAX_CONNECTIONS = 100;

/**
 * Listens, and has each request answered; one that cannot be is told with status 500.
 *
 * @param address port 0 is any that is free
 * @throws {ServerListenError} it cannot listen there.
 */
export async function listenHttp(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  address: { readonly host: string; readonly port: number },
  log: Logger,
): Promise<HttpServer> {
  const { host } = address;
  const server = createServer((request, response) => {
    answer(request, response).catch((err: unknown) => {
      // What follows the path may be a secret.
      log.error({ err, path: pathOf(request) }, "A request over HTTP could not be answered");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT;
  server.headersTimeout = REQUEST_TIMEOUT;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenFailure(address, error)));
    server.listen(address.port, host, resolve);
  });
  server.removeAllListeners("error");
  server.on("error", (err) => log.error({ err }, "Cannot accept a connection over HTTP"));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${formatAddress({ host, port })}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The path of a request, without its query. */
export function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] as string;
}
