import { RawDelivery } from "../amqp/engine/delivery.js";
import { Address, type AddressContext } from "./address.js";
import { type ChooseOutlet, leastBusy, roundRobin } from "./choose.js";
import type { Inlet } from "./inlet.js";
import { expiryOf } from "./message-header.js";
import type { Outlet } from "./outlet.js";
import { aged } from "./passed-message.js";
import type { Distribution } from "./prefixes.js";
import type { Settlement } from "./settlement.js";

type Anycast = Exclude<Distribution, "multicast">;

/** Each message goes to one receiver; as a queue it holds messages while nobody receives. */
export class AnycastAddress extends Address {
  protected readonly keepsUnattended: boolean;
  readonly #choose: ChooseOutlet;
  #turn = 0;

  constructor(name: string, distribution: Anycast, context: AddressContext) {
    super(name, distribution, context);
    this.#choose = distribution === "closest" ? roundRobin : leastBusy;
    this.keepsUnattended = distribution === "queue";
  }

  offer(delivery: RawDelivery, inlet: Inlet | undefined): void {
    this.arrived(delivery);
    if (this.backlog.size === 0 && this.#send(delivery)) {
      inlet?.passed();
    } else if (inlet === undefined && !this.attended) {
      // Who sends to any address learns from the outcome that nobody receives from this one.
      this.refuse(delivery);
    } else if (this.keepsUnattended) {
      // A queue grows beyond what its senders' credit allows.
      inlet?.passed();
      this.hold(delivery, undefined);
    } else {
      this.hold(delivery, inlet);
    }
  }

  /** A queue keeps what it alone can send again. */
  override takesBack(origin: Settlement): boolean {
    return this.keepsUnattended && origin instanceof RawDelivery && origin.orphaned;
  }

  /** Another receiver may take it, now or later; only to who sends to any address it matters that there is none. */
  override returned(origin: Settlement): void {
    if (!(origin instanceof RawDelivery) || !(this.attended || this.hasSenders)) super.returned(origin);
    else if (this.backlog.size > 0 || !this.#sendWaited(origin, expiryOf(origin)))
      this.hold(origin, undefined);
  }

  outletReady(_outlet: Outlet): void {
    let taken = false;
    while (this.backlog.size > 0 && this.#choose(this.outlets, this.#turn) >= 0) {
      const held = this.takeHeld();
      if (held === undefined) break;
      this.#sendWaited(held.delivery, held.expiresAt);
      taken = true;
    }
    if (taken || this.backlog.size === 0) this.review();
  }

  /** Sends a message that was kept, with what is left of its time. False when nobody takes it now. */
  #sendWaited(delivery: RawDelivery, expiresAt: number): boolean {
    if (expiresAt > performance.now()) return this.#send(delivery, expiresAt);
    this.expire(delivery);
    return true;
  }

  /** @param expiresAt when its time is over, if it has waited */
  #send(delivery: RawDelivery, expiresAt?: number): boolean {
    const index = this.#choose(this.outlets, this.#turn);
    if (index < 0) return false;
    const message = expiresAt === undefined ? delivery : aged(delivery, expiresAt);
    this.#turn = index + 1;
    const outlet = this.outlets[index] as Outlet;
    outlet.send(message, delivery.settled, delivery);
    this.countForwarded();
    return true;
  }
}
