import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback } from "../amqp/socket/dial.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import type { Logger } from "../log/logger.js";
import { isBearer } from "./bearer.js";
import { type HttpServer, listenHttp } from "./listen.js";

/** Where an HTTP server listens, and who is told more than whether all is well. */
export interface HttpOptions {
  /** The port to listen on; 0 for any that is free. */
  readonly port: number;
  /** The address to listen on; default `127.0.0.1`. Elsewhere a token is required. */
  readonly host?: string | undefined;
  /** Whoever asks for more than `/health` and `/ready` says shows it as `Authorization: Bearer TOKEN`; 16 characters or more. */
  readonly token?: string | undefined;
}

/** The answer to a request. */
export interface HttpAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly contentType: string;
  readonly body: string;
}

/** The answer to one path. */
export interface HttpRoute {
  /** Answered without the token, and then without details. */
  readonly isOpen?: boolean;
  /** @param detailed false for who has not shown the token */
  readonly answer: (query: URLSearchParams, detailed: boolean) => HttpAnswer | Promise<HttpAnswer>;
}

/** Characters of the shortest token: 16 of base64 have 96 bits. */
const SHORTEST_TOKEN = 16;

/**
 * Listens and answers GET and HEAD.
 *
 * @throws {ConfigurationError} others can reach the address, and there is no token, or a short one.
 * @throws {ServerListenError} it cannot listen there.
 */
export async function serveHttp(
  options: HttpOptions,
  routes: ReadonlyMap<string, HttpRoute>,
  log: Logger,
): Promise<HttpServer> {
  const { port, host = "127.0.0.1", token } = options;
  checkAccess(host, token);
  return listenHttp((request, response) => respond(request, response, options, routes), { host, port }, log);
}

function checkAccess(host: string, token: string | undefined): void {
  if (token === undefined && !isLoopback(host)) {
    throw new ConfigurationError(
      `HTTP on ${host} would tell anybody what is going on: give it a token, or listen on 127.0.0.1`,
    );
  }
  if (token !== undefined && token.length < SHORTEST_TOKEN) {
    throw new ConfigurationError(
      `The token for HTTP is too short to be a secret: it needs ${SHORTEST_TOKEN} characters or more`,
    );
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { token }: HttpOptions,
  routes: ReadonlyMap<string, HttpRoute>,
): Promise<void> {
  const refuse = (status: number, why: string, headers: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { "content-type": "text/plain", ...headers }).end(`${why}\n`);
  };
  const [path = "", query] = (request.url ?? "").split("?", 2);
  const isAllowed = token === undefined || isBearer(request.headers.authorization, token);
  // A page in a browser on this machine can have a name of its own lead here, but not call it localhost.
  if (token === undefined && !isLoopback(hostName(request)))
    return refuse(403, "ask for this by the address or the name of this machine, as http://127.0.0.1");
  const route = routes.get(path);
  if (route === undefined) return refuse(404, `there are ${[...routes.keys()].join(" ")}`);
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(405, "only GET and HEAD", { allow: "GET, HEAD" });
  if (!isAllowed && !route.isOpen)
    return refuse(401, "show the token: Authorization: Bearer TOKEN", { "www-authenticate": "Bearer" });
  const { status = 200, contentType, body } = await route.answer(new URLSearchParams(query), isAllowed);
  response.writeHead(status, {
    "content-type": contentType,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** The host that the client thinks it asks. */
function hostName({ headers: { host = "localhost" } }: IncomingMessage): string {
  return host.replace(/:\d*$/, "").replace(/^\[(.*)\]$/, "$1");
}
