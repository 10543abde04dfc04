import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerHealth } from "../rpc/server-health.js";
import { UsageError } from "../terminal/usage-error.js";

/** Health of a program's servers, one for each of its workers; undefined for one that says nothing. */
export type HealthSource = () => Promise<readonly (ServerHealth | undefined)[]>;

/** A running HTTP server of {@link serveHealth}. */
export interface HealthServer {
  readonly port: number;
  close(): void;
}

/**
 * Answers the probes of an orchestrator on 127.0.0.1: `/health` is 200 while all servers are healthy, `/ready` while
 * all take requests, else 503; both with the details as JSON.
 *
 * @param port 0 for any that is free
 */
export async function serveHealth(port: number, source: HealthSource): Promise<HealthServer> {
  const server: Server = createServer(async (request, response) => {
    const [path] = (request.url ?? "").split("?", 1);
    const probe = path === "/health" ? "healthy" : path === "/ready" ? "ready" : undefined;
    if (probe === undefined || !["GET", "HEAD"].includes(request.method ?? "")) {
      response.writeHead(404).end();
      return;
    }
    const servers = await source();
    const isWell = servers.length > 0 && servers.every((health) => health?.[probe] === true);
    response.writeHead(isWell ? 200 : 503, { "content-type": "application/json" });
    response.end(`${JSON.stringify({ [probe]: isWell, servers })}\n`);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Parses the port of `--health-port`. @throws {UsageError} */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`--health-port takes a number from 0 to 65535, not ${JSON.stringify(text)}`);
}
