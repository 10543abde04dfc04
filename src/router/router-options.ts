import type { HttpOptions } from "../http/http-server.js";
import type { Logger } from "../log/logger.js";
import type { RouterLimits } from "./limits.js";
import type { PrefixRule } from "./prefixes.js";
import type { RouterTls } from "./tls-listener.js";
import type { RouterUsers } from "./users.js";

/** Options of a router: where it listens, whom it lets in, and what it may hold. */
export interface RouterOptions {
  /** Default `127.0.0.1`. Elsewhere users are required. */
  readonly host?: string;
  /** Default 5672; 0 takes any free port. */
  readonly port?: number;
  /** Where the router writes; without, it is silent. */
  readonly logger?: Logger;
  /** Which addresses are multicast, and so on; those of oslo.messaging when left out. */
  readonly prefixes?: readonly PrefixRule[];
  /** Those limits that are not to be the default ones. */
  readonly limits?: Partial<RouterLimits>;
  /** Who may use the router, and which addresses; without, anyone who reaches it may use all. */
  readonly users?: RouterUsers;
  /** Listens with TLS. */
  readonly tls?: RouterTls;
  /** Logs every frame at debug level, with what belongs to logins masked. */
  readonly trace?: boolean;
  /** Listens on other interfaces than the loopback one without users. */
  readonly allowAnonymous?: boolean;
  /**
   * Tells over HTTP how it is: `/health` and `/ready` for orchestrators, `/metrics` for Prometheus, and as JSON
   * `/connections`, `/addresses`, `/statistics` and `/limits`.
   */
  readonly http?: HttpOptions;
}

/** Changes that a running router takes over. */
export interface RouterChanges {
  /** The users from now on; those it has when left out. */
  readonly users?: RouterUsers | undefined;
  /** The files for TLS from now on; when left out, those it has are read again. */
  readonly tls?: RouterTls | undefined;
}

/** Part of a list. */
export interface Page {
  /** Items to leave out at the beginning; default 0. */
  readonly offset?: number;
  /** Items at most; default all. */
  readonly limit?: number;
}

/** The condition of a router at one moment. */
export interface RouterHealth {
  /** Where it is in its life. */
  readonly state: "stopped" | "starting" | "listening" | "stopping";
  /** It serves its clients, though it may be about to stop. */
  readonly healthy: boolean;
  /** It takes new clients. */
  readonly ready: boolean;
  /** When that state began. */
  readonly since: Date;
}

/** Options of a router's stop. */
export interface StopOptions {
  /** False cuts the connections rather than tell the clients; default true. */
  readonly graceful?: boolean;
  /** ms that messages under way have to get their outcome, when it is graceful; default 2000. */
  readonly grace?: number;
}
