import { createServer, type Server, type Socket } from "node:net";
import type { Server as TlsServer } from "node:tls";
import { listenFailure } from "../amqp/socket/listen-failure.js";
import type { Logger } from "../log/logger.js";
import type { RouterLimits } from "./limits.js";
import type { Counters } from "./statistics.js";
import { createTlsListener, type RouterTls, tlsContext } from "./tls-listener.js";

export interface RouterListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: RouterTls | undefined;
  readonly limits: RouterLimits;
  readonly counters: Counters;
  readonly log: Logger;
  readonly accept: (socket: Socket) => void;
}

/** The socket that clients connect to, with TLS or without. */
export class RouterListener {
  readonly #options: RouterListenerOptions;
  readonly #server: Server;
  /** Present when it speaks TLS. */
  readonly #tlsServer: TlsServer | undefined;
  /** Sockets in all states, also those whose TLS handshake is not done. */
  readonly #sockets = new Set<Socket>();
  #closed = false;

  /**
   * Does not listen yet.
   *
   * @throws {ConfigurationError} a file for TLS is not what it should be.
   */
  constructor(options: RouterListenerOptions) {
    this.#options = options;
    const { tls, limits, counters, log, accept } = options;
    this.#tlsServer =
      tls &&
      createTlsListener(tls, limits.handshakeTimeout, accept, (error) => {
        counters.refusedConnections++;
        log.debug({ reason: error.message }, "a TLS handshake failed");
      });
    const server = this.#tlsServer ?? createServer(accept);
    // Sockets count, whether their TLS handshake is done or not.
    server.maxConnections = limits.maxConnections;
    server.on("drop", () => {
      counters.refusedConnections++;
    });
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    this.#server = server;
  }

  /**
   * Begins to listen. Resolves with the port, or with undefined when it was closed before.
   *
   * @throws {ServerListenError}
   */
  listen(): Promise<number | undefined> {
    const server = this.#server;
    const { host, port, log } = this.#options;
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(listenFailure({ host, port }, error)));
      server.once("close", () => resolve(undefined));
      server.listen({ host, port }, () => {
        server.removeAllListeners("error");
        server.on("error", (err) => log.error({ err }, "cannot accept a connection"));
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : undefined);
      });
    });
  }

  /**
   * Reads the files for TLS, for the clients that connect when the result is called.
   *
   * @throws {ConfigurationError} a file is not what it should be; nothing has changed then.
   */
  prepareTls(tls: RouterTls): () => void {
    const context = tlsContext(tls);
    return () => this.#tlsServer?.setSecureContext(context);
  }

  /** Takes no more clients; resolves when all sockets are gone. */
  close(): Promise<void> {
    this.#closed = true;
    // One that does not listen yet has nothing to close.
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Cuts what is left. */
  destroySockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
