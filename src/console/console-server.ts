import type { IncomingMessage, ServerResponse } from "node:http";
import { ServerListenError } from "../errors/setup-errors.js";
import { type HttpServer, listenHttp, pathOf } from "../http/listen.js";
import type { Logger } from "../log/logger.js";
import { Access } from "./access.js";
import { secure, sendAsset, sendRefusal } from "./answers.js";
import { ApiRoutes } from "./api-routes.js";
import type { Asset } from "./assets.js";
import type { Backend } from "./backend.js";
import { ConsoleRefusal } from "./console-refusal.js";
import { checkOrigin } from "./request-checks.js";

/** Options of the console's HTTP server. */
export interface ConsoleServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** The files of the page by their paths. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly backend: Backend;
  readonly log: Logger;
}

/** A console that is served. */
export interface ConsoleServer {
  /** Opens the page, once. */
  readonly link: string;
  readonly port: number;
  /** Ends it at once, and all that pages watch. */
  close(): Promise<void>;
}

const IPV4 = "127.0.0.1";
const IPV6 = "::1";

/** Free ports to try: one may be free at one of two addresses only. */
const MOST_TRIES = 20;

/**
 * Serves the console on this machine's own addresses, of both families where there are both.
 *
 * @throws {ServerListenError} it cannot listen there.
 */
export async function serveConsole(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const access = new Access();
  const api = new ApiRoutes(options.backend);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    secure(response);
    const path = pathOf(request);
    try {
      await respond({ request, response, path }, access, api, options.assets);
    } catch (error) {
      if (!(error instanceof ConsoleRefusal)) throw error;
      sendRefusal(response, error, path.startsWith("/api/"));
    }
  };
  const servers = await listenAtBoth(answer, options.port, options.log);
  const [{ url, port }] = servers;
  return {
    link: `${url}${access.linkPath}`,
    port,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
}

async function respond(
  { request, response, path }: Exchange,
  access: Access,
  api: ApiRoutes,
  assets: ReadonlyMap<string, Asset>,
): Promise<void> {
  const { headers, method, socket } = request;
  const { localPort: port = 0 } = socket;
  checkOrigin(headers, port);
  const isKnown = access.admits(headers.cookie, port);
  const token = path === "/" && method === "GET" ? tokenOf(request) : undefined;
  if (token !== undefined) {
    const cookie = isKnown ? undefined : access.redeem(token, port);
    if (!isKnown && cookie === undefined) throw unauthorized();
    response.writeHead(303, { location: "/", ...(cookie !== undefined && { "set-cookie": cookie }) }).end();
    return;
  }
  if (!isKnown) throw unauthorized();
  if (path.startsWith("/api/")) return api.answer(request, response, path);
  const asset = assets.get(path);
  if (asset === undefined) throw new ConsoleRefusal(404, "not-found", "there is no such page");
  if (method !== "GET" && method !== "HEAD")
    throw new ConsoleRefusal(405, "wrong-method", "only GET and HEAD");
  await sendAsset(request, response, asset);
}

function tokenOf({ url = "" }: IncomingMessage): string | undefined {
  return new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("token") ?? undefined;
}

function unauthorized(): ConsoleRefusal {
  return new ConsoleRefusal(
    401,
    "unauthorized",
    "open the link that oslo-rpc console has printed; it works once: start the command again for another",
  );
}

type Servers = readonly [HttpServer, ...HttpServer[]];

async function listenAtBoth(
  answer: Parameters<typeof listenHttp>[0],
  port: number,
  log: Logger,
  tries = MOST_TRIES,
): Promise<Servers> {
  const first = await listenHttp(answer, { host: IPV4, port }, log);
  try {
    return [first, await listenHttp(answer, { host: IPV6, port: first.port }, log)];
  } catch (error) {
    const code = error instanceof ServerListenError ? (error.cause as NodeJS.ErrnoException).code : undefined;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return [first];
    await first.close();
    if (code !== "EADDRINUSE" || port !== 0 || tries === 1) throw error;
    return listenAtBoth(answer, port, log, tries - 1);
  }
}
