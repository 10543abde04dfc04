import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpReceiver } from "../../amqp/client/receiver.js";
import type { ReceiverOptions } from "../../amqp/client/receiver-attachment.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import { Subscription } from "../subscriptions.js";
import type { Addressing } from "./addressing.js";
import { withAdvice } from "./other-peers.js";

/** The receivers that a server, a listener or a tap has. */
export abstract class Amqp1Receiving extends Subscription {
  /** A router declares nothing, so that there is nothing to delete. */
  readonly problems: readonly string[] = [];
  readonly repairs = 0;
  protected receivers: readonly AmqpReceiver[] = [];

  /** True while the peer can send messages to every address. */
  get attached(): boolean {
    return this.receivers.length > 0 && this.receivers.every((receiver) => receiver.attached);
  }

  /** Attaches the receivers on a new connection. */
  abstract attach(live: LiveConnection, addressing: Addressing): void;

  /** Attaches each receiver to the address at its place. */
  protected attachTo(addresses: readonly string[], live: LiveConnection): void {
    const attached = this.receivers.map((receiver, index) => receiver.attach(live, addresses[index] ?? ""));
    Promise.all(attached).then(
      () => this.begun.resolve(),
      (error: AmqpError) => {
        // Lost with the connection, it is attached again on the next one.
        if (error.reason === "link-detached") this.giveUp(withAdvice(error, live));
      },
    );
  }

  protected makeReceiver(options: Omit<ReceiverOptions, "onDetached">): AmqpReceiver {
    const receiver = new AmqpReceiver({ ...options, onDetached: () => true });
    receiver.onChange = () => this.changed();
    return receiver;
  }

  protected closeAll(): Promise<unknown> {
    return Promise.all(this.receivers.map((receiver) => receiver.close()));
  }
}
