import type { Socket } from "node:net";
import { ProtocolViolation } from "../amqp/codec/violation.js";
import { acceptConnection, type Connection } from "../amqp/engine/connection.js";
import { startHeartbeat } from "../amqp/engine/heartbeat.js";
import { ReceiverLink, type SenderLink } from "../amqp/engine/link.js";
import type { OpenOptions } from "../amqp/engine/terms.js";
import type { Logger } from "../log/logger.js";
import type { Address } from "./address.js";
import type { AddressTable } from "./address-table.js";
import { Inlet } from "./inlet.js";
import type { RouterLimits } from "./limits.js";
import type { Login, LoginObserver } from "./login.js";
import { type Congestible, Outlet } from "./outlet.js";
import type { RefusalLog } from "./refusal-log.js";
import type { Relay } from "./relay.js";
import type { Counters } from "./statistics.js";
import { UnsettledBytes, type UnsettledTotal } from "./unsettled-bytes.js";

/** Bytes waiting in a client's socket beyond which nothing more is sent to it. */
const CONGESTED_ABOVE = 4 * 1024 * 1024;

/** ms a client may take to answer our `close`. */
const CLOSE_TIMEOUT = 1_000;

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
  /** The identity of the connection: messages that wait keep that, and not the connection, beyond its end. */
  readonly #identity = {};
  readonly #context: ConnectionContext;
  readonly #socket: Socket;
  readonly #connection: Connection;
  readonly #peer: string;
  readonly #login: Login;
  readonly #inlets = new Map<ReceiverLink, Inlet>();
  readonly #outlets = new Map<SenderLink, Outlet>();
  readonly #unsettled: UnsettledBytes;
  #handshakeTimer: NodeJS.Timeout | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  #stopHeartbeat: () => void = () => {};
  #gone = false;

  constructor(socket: Socket, context: ConnectionContext) {
    this.#context = context;
    const { limits, log, unsettled } = context;
    this.#unsettled = new UnsettledBytes(limits.unsettledBytes, unsettled, () => this.#drained());
    this.#socket = socket;
    this.#peer = `${socket.remoteAddress}:${socket.remotePort}`;
    socket.setNoDelay(true);
    this.#handshakeTimer = setTimeout(
      () => this.#drop("no AMQP open within the handshake's time"),
      limits.handshakeTimeout,
    );
    socket.on("error", (error) => this.#drop(error.message));
    socket.on("close", () => this.#drop("the client closed it"));
    socket.on("drain", () => this.#drained());
    this.#login = context.login(socket, {
      refused: (refusal) => {
        context.counters.refusedLogins++;
        context.refusals.add(this.#peer, refusal);
      },
    });
    const trace = context.trace
      ? (line: string) => log.debug({ peer: this.#peer, frame: line }, "AMQP frame")
      : undefined;
    this.#connection = acceptConnection(socket, { ...context.open, trace }, this.#login, {
      opened: () => this.#opened(),
      attached: (link) => (link instanceof ReceiverLink ? this.#attachInlet(link) : this.#attachOutlet(link)),
      // The answer to a client's close goes out before its socket ends.
      closed: () => this.#removeLinks(),
      failed: (error) => this.#failed(error),
    });
  }

  get congested(): boolean {
    return this.#unsettled.full || this.#socket.writableLength > CONGESTED_ABOVE;
  }

  /** Tells the client that the router goes, and cuts the connection once it has answered, or after a second. */
  close(): void {
    if (this.#gone || this.#closeTimer !== undefined) return;
    this.#closeTimer = setTimeout(() => this.destroy(), CLOSE_TIMEOUT);
    this.#connection.close({
      condition: "amqp:connection:forced",
      description: "the router is stopping",
    });
  }

  /** Messages that went to this client and have no outcome yet. */
  get outstanding(): number {
    let sum = 0;
    for (const outlet of this.#outlets.values()) sum += outlet.outstanding;
    return sum;
  }

  /** Takes no more messages but replies, which go to dynamic addresses or through the anonymous terminus. */
  retire(): void {
    const { table } = this.#context;
    for (const [{ peer }, inlet] of this.#inlets) {
      const name = peer?.target?.address;
      if (typeof name === "string" && name !== "" && !table.isDynamic(name)) inlet.retire();
    }
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

  get #full(): boolean {
    return this.#inlets.size + this.#outlets.size >= this.#context.limits.maxLinks;
  }

  /** The client sends on this link. */
  #attachInlet(link: ReceiverLink): void {
    const { table, relay, limits } = this.#context;
    const target = link.peer?.target;
    if (this.#full) {
      refuse(link, "amqp:resource-limit-exceeded", "too many links");
      return;
    }
    if (target === null || target === undefined || target.dynamic) {
      refuse(link, "amqp:not-implemented", "a target must be an address or the anonymous terminus");
      return;
    }
    const name = target.address;
    const isNamed = typeof name === "string" && name !== "";
    if (isNamed && !this.#maySend(name)) {
      this.#forbid(link, name, "send to");
      return;
    }
    const destination = isNamed ? table.obtain(name) : relay;
    if (destination === undefined) {
      refuse(link, "amqp:not-found", "there is no such address, or no room for it");
      return;
    }
    link.setTermini(
      { address: link.peer?.source?.address },
      { address: target.address },
      limits.maxMessageSize,
    );
    const inlet = new Inlet(link, destination, {
      client: this.#identity,
      window: limits.senderCredit,
      maxMessageSize: limits.maxMessageSize,
      maySend: (address) => this.#maySend(address),
      closed: () => this.#removeInlet(link),
    });
    this.#inlets.set(link, inlet);
    destination.addInlet(inlet);
  }

  /** The client receives on this link. */
  #attachOutlet(link: SenderLink): void {
    const { table, limits } = this.#context;
    const source = link.peer?.source;
    if (this.#full) {
      refuse(link, "amqp:resource-limit-exceeded", "too many links");
      return;
    }
    const name = source?.address;
    let address: Address | undefined;
    if (source?.dynamic) {
      address = table.makeDynamic(this.#identity);
    } else if (typeof name === "string" && name !== "") {
      if (!table.mayReceive(name, this.#identity)) {
        refuse(link, "amqp:unauthorized-access", "the address belongs to another connection");
        return;
      }
      if (!table.isDynamic(name) && !this.#login.permissions.mayReceive(name)) {
        this.#forbid(link, name, "receive from");
        return;
      }
      address = table.obtain(name);
    } else {
      refuse(link, "amqp:invalid-field", "a source must be an address or dynamic");
      return;
    }
    if (address === undefined) {
      refuse(link, "amqp:resource-limit-exceeded", "too many addresses");
      return;
    }
    link.setTermini(
      { address: address.name, ...(source?.dynamic && { dynamic: true }) },
      { address: link.peer?.target?.address },
    );
    const outlet = new Outlet(link, address, this, {
      ...limits,
      unsettled: this.#unsettled,
      onSent: table.inviter(this.#login.permissions),
      closed: () => this.#removeOutlet(link),
    });
    this.#outlets.set(link, outlet);
    address.addOutlet(outlet);
  }

  /** Replies go to whoever asked for them, and to nobody else. */
  #maySend(name: string): boolean {
    const { permissions } = this.#login;
    return permissions.maySend(name) || this.#context.table.isInvited(name, permissions);
  }

  #forbid(link: SenderLink | ReceiverLink, address: string, what: string): void {
    const { counters, log } = this.#context;
    counters.forbidden++;
    log.warn({ peer: this.#peer, address, what }, "a client may not use an address");
    refuse(link, "amqp:unauthorized-access", `you may not ${what} this address`);
  }

  #removeInlet(link: ReceiverLink): void {
    this.#inlets.get(link)?.close();
    this.#inlets.delete(link);
  }

  #removeOutlet(link: SenderLink): void {
    const outlet = this.#outlets.get(link);
    if (outlet === undefined) return;
    this.#outlets.delete(link);
    outlet.close();
    this.#context.table.abandoned(outlet.source.name);
  }

  #removeLinks(): void {
    for (const link of this.#outlets.keys()) this.#removeOutlet(link);
    for (const link of this.#inlets.keys()) this.#removeInlet(link);
  }

  #drained(): void {
    for (const outlet of this.#outlets.values()) outlet.source.outletReady(outlet);
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
    this.#removeLinks();
    this.#context.log.debug({ peer: this.#peer, why }, "client disconnected");
    this.#context.gone(this);
  }
}

/** Answers an attach without a terminus and detaches with the reason, as the specification has it. */
function refuse(link: SenderLink | ReceiverLink, condition: string, description: string): void {
  link.close({ condition, description });
}
