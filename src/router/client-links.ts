import { addressesOfTap } from "../amqp/codec/tap-source.js";
import { ReceiverLink, type SenderLink } from "../amqp/engine/link.js";
import type { Address } from "./address.js";
import type { ConnectionContext } from "./client-connection.js";
import { Inlet } from "./inlet.js";
import type { Login } from "./login.js";
import { type Congestible, Outlet } from "./outlet.js";
import { Tap } from "./tap.js";
import type { UnsettledBytes } from "./unsettled-bytes.js";

/** The links of one client, as far as its user may have them. */
export class ClientLinks {
  /** The identity of the connection: messages that wait keep that, and not the connection, beyond its end. */
  readonly #identity = {};
  readonly #context: ConnectionContext;
  readonly #peer: string;
  readonly #login: Login;
  readonly #unsettled: UnsettledBytes;
  readonly #connection: Congestible;
  readonly #inlets = new Map<ReceiverLink, Inlet>();
  readonly #outlets = new Map<SenderLink, Outlet>();

  /** @param peer the client's address and port */
  constructor(
    context: ConnectionContext,
    peer: string,
    login: Login,
    unsettled: UnsettledBytes,
    connection: Congestible,
  ) {
    this.#context = context;
    this.#peer = peer;
    this.#login = login;
    this.#unsettled = unsettled;
    this.#connection = connection;
  }

  /** Number of those on which the client sends. */
  get senders(): number {
    return this.#inlets.size;
  }

  /** Number of those on which it receives. */
  get receivers(): number {
    return this.#outlets.size;
  }

  /** Messages that went to the client and have no outcome yet. */
  get outstanding(): number {
    let sum = 0;
    for (const outlet of this.#outlets.values()) sum += outlet.outstanding;
    return sum;
  }

  /** The client has attached a link. */
  attach(link: SenderLink | ReceiverLink): void {
    if (this.#login.isOver) refuse(link, "amqp:unauthorized-access", "you may no longer log in");
    else if (this.#full) refuse(link, "amqp:resource-limit-exceeded", "too many links");
    else if (link instanceof ReceiverLink) this.#attachInlet(link);
    else this.#attachOutlet(link);
  }

  /** Takes no more messages but replies, which go to dynamic addresses or through the anonymous terminus. */
  retire(): void {
    const { table } = this.#context;
    for (const [{ peer }, inlet] of this.#inlets) {
      const name = peer?.target?.address;
      if (typeof name === "string" && name !== "" && !table.isDynamic(name)) inlet.retire();
    }
  }

  /** Ends the links that the client's user may no longer have. */
  review(): void {
    const { table } = this.#context;
    const { permissions } = this.#login;
    for (const link of this.#inlets.keys()) {
      const name = link.peer?.target?.address;
      if (typeof name !== "string" || name === "" || this.#maySend(name)) continue;
      this.#forbid(link, name, "send to");
      this.#removeInlet(link);
    }
    for (const [link, outlet] of this.#outlets) {
      const { name } = outlet.source;
      if (outlet.source instanceof Tap) {
        if (outlet.source.addresses.every((address) => permissions.mayTap(address))) continue;
        this.#forbid(link, name, "tap");
        this.#removeOutlet(link);
        continue;
      }
      outlet.onSent = table.inviter(permissions);
      if (table.isDynamic(name) || permissions.mayReceive(name)) continue;
      this.#forbid(link, name, "receive from");
      this.#removeOutlet(link);
    }
  }

  /** Ends all. */
  close(): void {
    for (const link of this.#outlets.keys()) this.#removeOutlet(link);
    for (const link of this.#inlets.keys()) this.#removeInlet(link);
  }

  /** The client can take messages again. */
  drained(): void {
    for (const outlet of this.#outlets.values()) outlet.source.outletReady(outlet);
  }

  get #full(): boolean {
    return this.#inlets.size + this.#outlets.size >= this.#context.limits.maxLinks;
  }

  /** The client sends on this link. */
  #attachInlet(link: ReceiverLink): void {
    const { table, relay, limits } = this.#context;
    const target = link.peer?.target;
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
    const name = source?.address;
    if (typeof name === "string" && !source?.dynamic) {
      const tapped = addressesOfTap(name);
      if (tapped !== undefined) {
        this.#attachTap(link, name, tapped);
        return;
      }
    }
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
    const outlet = new Outlet(link, address, this.#connection, {
      ...limits,
      unsettled: this.#unsettled,
      onSent: table.inviter(this.#login.permissions),
      closed: () => this.#removeOutlet(link),
    });
    this.#outlets.set(link, outlet);
    address.addOutlet(outlet);
  }

  /** The client is given copies of what goes to others. */
  #attachTap(link: SenderLink, name: string, addresses: readonly string[]): void {
    const { table, limits, log } = this.#context;
    const { permissions } = this.#login;
    const forbidden = addresses.find((address) => !permissions.mayTap(address));
    if (forbidden !== undefined) {
      this.#forbid(link, forbidden, "tap");
      return;
    }
    log.info(
      { peer: this.#peer, user: this.#login.identity.user, addresses },
      "a client taps addresses: it is given copies of what goes there",
    );
    link.setTermini({ address: name }, { address: link.peer?.target?.address });
    const tap = new Tap(name, addresses, table.taps);
    const outlet = new Outlet(link, tap, this.#connection, {
      heldCopies: limits.tapCopies,
      heldCopyBytes: limits.tapCopyBytes,
      unsettled: this.#unsettled,
      closed: () => this.#removeOutlet(link),
    });
    this.#outlets.set(link, outlet);
    tap.begin(outlet);
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
}

/** Answers an attach without a terminus and detaches with the reason, as the specification has it. */
function refuse(link: SenderLink | ReceiverLink, condition: string, description: string): void {
  link.close({ condition, description });
}
