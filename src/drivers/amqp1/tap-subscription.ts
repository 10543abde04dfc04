import type { LiveConnection } from "../../amqp/client/live-connection.js";
import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import { SharedSession } from "../../amqp/client/shared-session.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import { type CopiedMessage, decodeCopies } from "../../amqp/codec/copied-messages.js";
import { randomId } from "../../amqp/codec/message-writer.js";
import { TAP_CAPABILITY, tapSource } from "../../amqp/codec/tap-source.js";
import type { Logger } from "../../log/logger.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { TapObserver } from "../tapped-message.js";
import type { Addressing } from "./addressing.js";
import { Amqp1Receiving } from "./receiving.js";
import { readTapped, type TappedAddress, tappedAddresses } from "./tapped-addresses.js";

/** Messages of up to 64 KiB of copies that the peer may have on the way. */
const CREDIT = 32;

interface Amqp1TapOptions {
  readonly targets: readonly Target[];
  readonly observer: TapObserver;
  /** ms before a link the peer detached is attached again (`link_retry_delay`). */
  readonly reattachDelay: number;
  readonly log: Logger;
}

/** A link that messages are seen on. */
interface TapLink {
  readonly source: string;
  readonly onDelivery: (delivery: IncomingDelivery) => void;
}

/**
 * Taps topics: at a router of this package whatever goes to them and is answered, elsewhere what is copied to all who
 * listen anyway.
 */
export class Amqp1Tap extends Amqp1Receiving {
  readonly #options: Amqp1TapOptions;
  readonly #place: string;

  constructor(options: Amqp1TapOptions) {
    const place = options.targets.map(describeTarget).join("; ");
    super("tap", place);
    this.#options = options;
    this.#place = place;
  }

  attach(live: LiveConnection, addressing: Addressing): void {
    const { targets, observer, reattachDelay, log } = this.#options;
    const all = targets.flatMap((target) => tappedAddresses(target, addressing));
    const copies = live.offers(TAP_CAPABILITY);
    if (!copies) {
      observer.blind({
        what: `requests but fanouts, replies and notifications: ${live.product || "the peer"} is no router of oslo-rpc, and gives no copies of them`,
        replies: true,
      });
    }
    const session = new SharedSession();
    const links = copies ? [this.#copied(all)] : all.filter(({ isCopied }) => isCopied).map(this.#released);
    this.receivers = links.map(({ onDelivery }) =>
      this.makeReceiver({
        name: `oslo-rpc/tap/[${this.#place}]/${randomId()}`,
        credit: CREDIT,
        session,
        reattachDelay,
        log,
        onDelivery,
      }),
    );
    this.attachTo(
      links.map(({ source }) => source),
      live,
    );
  }

  override giveUp(error: AmqpError): void {
    const advice =
      error.condition === "amqp:unauthorized-access"
        ? '. In the router\'s users file the user needs "tap", with the addresses or "*"'
        : "";
    super.giveUp(error, advice);
  }

  /** Copies of what goes to all of the addresses, over one link: they keep their order. */
  #copied(places: readonly TappedAddress[]): TapLink {
    const { observer } = this.#options;
    return {
      source: tapSource([...new Set(places.map(({ address }) => address))]),
      onDelivery: (delivery) => {
        delivery.accept();
        const { missed, copies } = decodeCopies(delivery.bytes);
        if (missed > 0) observer.missed(missed);
        for (const copy of copies) this.#tell(places, copy);
      },
    };
  }

  /** Messages to all who receive from an address, given back: a fanout is delivered only where a server takes it. */
  readonly #released = (place: TappedAddress): TapLink => ({
    source: place.address,
    onDelivery: (delivery) => {
      delivery.release();
      const seenAt = performance.timeOrigin + performance.now();
      this.#tell([place], { address: place.address, seenAt, bytes: delivery.bytes });
    },
  });

  #tell(places: readonly TappedAddress[], copy: CopiedMessage): void {
    const message = readTapped(places, copy);
    if (message !== undefined) this.#options.observer.seen(message);
  }
}
