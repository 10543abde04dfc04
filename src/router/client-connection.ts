import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { ProtocolViolation } from "../amqp/codec/violation.js";
import { acceptConnection, type Connection } from "../amqp/engine/connection.js";
import { startHeartbeat } from "../amqp/engine/heartbeat.js";
import type { OpenOptions, PeerError } from "../amqp/engine/terms.js";
import type { Logger } from "../log/logger.js";
import type { AddressTable } from "./address-table.js";
import { ClientLinks } from "./client-links.js";
import type { RouterLimits } from "./limits.js";
import type { Login, LoginObserver } from "./login.js";
import type { Congestible } from "./outlet.js";
import type { RefusalLog } from "./refusal-log.js";
import type { Relay } from "./relay.js";
import type { Counters, RouterConnection } from "./statistics.js";
import { UnsettledBytes, type UnsettledTotal } from "./unsettled-bytes.js";

/** Bytes waiting in a client's socket beyond which nothing more is sent to it. */
const CONGESTED_ABOVE = 4 * 1024 * 1024;

/** ms a client may take to answer our `close`, when the router stops, and when it is not wanted any more. */
const CLOSE_TIMEOUT = 1_000;
const EXPEL_TIMEOUT = 250;

/** The router as a connection sees it. */
export interface ConnectionContext {
  readonly table: AddressTable;
  readonly relay: Relay;
  readonly limits: RouterLimits;
  readonly unsettled: UnsettledTotal;
  readonly counters: Counters;
  readonly log: Logger;
  readonly refusals: RefusalLog;
  readonly open: OpenOptions;
  /** Logs every frame. */
  readonly trace: boolean;
  /** Begins the login of a client. */
  login(socket: Socket, observer: LoginObserver): Login;
  /** The socket is gone, and everything that hung on it. */
  gone(connection: ClientConnection): void;
}

/** One client of the router. */
export class ClientConnection implements Congestible {
  readonly #context: ConnectionContext;
  readonly #socket: Socket;
  readonly #connection: Connection;
  readonly #peer: string;
  readonly #login: Login;
  readonly #links: ClientLinks;
  readonly #unsettled: UnsettledBytes;
  #handshakeTimer: NodeJS.Timeout | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  #stopHeartbeat: () => void = () => {};
  #gone = false;
  readonly #since = new Date();

  constructor(socket: Socket, context: ConnectionContext) {
    this.#context = context;
    const { limits, log, unsettled } = context;
    this.#unsettled = new UnsettledBytes(limits.unsettledBytes, unsettled, () => this.#links.drained());
    this.#socket = socket;
    this.#peer = `${socket.remoteAddress}:${socket.remotePort}`;
    socket.setNoDelay(true);
    this.#handshakeTimer = setTimeout(
      () => this.#drop("no AMQP open within the handshake's time"),
      limits.handshakeTimeout,
    );
    socket.on("error", (error) => this.#drop(error.message));
    socket.on("close", () => this.#drop("the client closed it"));
    socket.on("drain", () => this.#links.drained());
    this.#login = context.login(socket, {
      refused: (refusal) => {
        context.counters.refusedLogins++;
        context.refusals.add(this.#peer, refusal);
      },
      outdated: () => this.#expel(),
    });
    this.#links = new ClientLinks(context, this.#peer, this.#login, this.#unsettled, this);
    const trace = context.trace
      ? (line: string) => log.debug({ peer: this.#peer, frame: line }, "AMQP frame")
      : undefined;
    this.#connection = acceptConnection(socket, { ...context.open, trace }, this.#login, {
      opened: () => this.#opened(),
      attached: (link) => this.#links.attach(link),
      // The answer to a client's close goes out before its socket ends.
      closed: () => this.#links.close(),
      failed: (error) => this.#failed(error),
    });
  }

  get congested(): boolean {
    return this.#unsettled.full || this.#socket.writableLength > CONGESTED_ABOVE;
  }

  /** Tells the client that the router goes, and cuts the connection once it has answered, or after a second. */
  close(): void {
    this.#close(CLOSE_TIMEOUT, {
      condition: "amqp:connection:forced",
      description: "the router is stopping",
    });
  }

  #close(timeout: number, reason: PeerError): void {
    if (this.#gone || this.#closeTimer !== undefined) return;
    this.#closeTimer = setTimeout(() => this.#drop(reason.description), timeout);
    this.#connection.close(reason);
  }

  /** Goes by the router's users as they are now: what the client may no longer do ends. */
  review(): void {
    if (this.#gone || this.#login.isOver) return;
    if (!this.#login.renew()) {
      this.#expel();
      return;
    }
    this.#links.review();
  }

  /** Its user may not log in any more. */
  #expel(): void {
    if (this.#gone) return;
    const { user } = this.#login.identity;
    this.#context.log.warn({ peer: this.#peer, user }, "a client may no longer log in and is disconnected");
    this.#links.close();
    if (this.#connection.peer === undefined) this.#drop("the client may no longer log in");
    else {
      this.#close(EXPEL_TIMEOUT, {
        condition: "amqp:unauthorized-access",
        description: "you may no longer log in",
      });
    }
  }

  /** The client, and what it has here. */
  describe(): RouterConnection {
    const { remoteAddress = "", remotePort = 0 } = this.#socket;
    const { user, mechanism } = this.#login.identity;
    return {
      host: remoteAddress,
      port: remotePort,
      user: user ?? null,
      mechanism: mechanism ?? null,
      encrypted: this.#socket instanceof TLSSocket,
      container: this.#connection.peer?.container_id ?? null,
      senders: this.#links.senders,
      receivers: this.#links.receivers,
      unsettled: this.#links.outstanding,
      unsettledBytes: this.#unsettled.bytes,
      since: this.#since,
    };
  }

  /** Messages that went to this client and have no outcome yet. */
  get outstanding(): number {
    return this.#links.outstanding;
  }

  /** Takes no more messages but replies. */
  retire(): void {
    this.#links.retire();
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#drop("the router is stopping");
  }

  #opened(): void {
    clearTimeout(this.#handshakeTimer);
    const { peer } = this.#connection;
    this.#stopHeartbeat = startHeartbeat(this.#connection, {
      idleTimeout: this.#context.limits.idleTimeout,
      peerIdleTimeOut: peer?.idle_time_out,
      onSilence: () => this.#drop("the client fell silent"),
    });
    this.#context.log.debug({ peer: this.#peer, container: peer?.container_id }, "client connected");
  }

  /** The client has broken the protocol, or could not be served. */
  #failed(error: Error): void {
    if (error instanceof ProtocolViolation && !this.#gone) {
      const { counters, refusals } = this.#context;
      counters.violations++;
      refusals.addBreach(this.#peer, { condition: error.condition, reason: error.message });
    }
    this.#drop(error.message);
  }

  #drop(why: string): void {
    if (this.#gone) return;
    this.#gone = true;
    clearTimeout(this.#handshakeTimer);
    clearTimeout(this.#closeTimer);
    this.#stopHeartbeat();
    this.#connection.discard();
    this.#links.close();
    this.#context.log.debug({ peer: this.#peer, why }, "client disconnected");
    this.#context.gone(this);
  }
}
