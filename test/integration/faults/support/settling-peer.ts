import type { Connection, Delivery, Receiver, Sender } from "rhea";
import { rheaPeer, type Started } from "../../amqp/harness.js";

/** A message that came to the peer. */
export interface Got {
  readonly id: unknown;
  readonly body: unknown;
  readonly delivery: Delivery;
}

/** Something that a peer does with a message. */
export type Settle = (delivery: Delivery) => void;

interface Context {
  readonly connection: Connection;
  readonly receiver: Receiver;
  readonly sender: Sender;
  readonly delivery: Delivery;
  readonly message: { readonly message_id?: unknown; readonly body?: unknown };
}

export const accept: Settle = (delivery) => delivery.accept();
export const modify =
  (params: object): Settle =>
  (delivery) =>
    (delivery as unknown as Modifiable).modified(params);
export const forget: Settle = (delivery) => (delivery as unknown as Updatable).update(true);

interface Modifiable {
  modified(params: object): void;
}
interface Updatable {
  update(settled: boolean, state?: unknown): void;
}

/** A peer that settles the messages it gets in these ways, one after another, and the last way from then on. */
export async function settlingPeer(
  started: Started,
  ...ways: readonly Settle[]
): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  const { port } = await rheaPeer(started, {
    sender_open: ((context: Context) => {
      context.sender.set_source({ address: "replies" });
    }) as never,
    receiver_open: ((context: Context) => context.receiver.add_credit(100)) as never,
    message: ((context: Context) => {
      const { delivery, message } = context;
      got.push({ id: message.message_id, body: message.body, delivery });
      (ways[Math.min(got.length, ways.length) - 1] as Settle)(delivery);
    }) as never,
  });
  return { url: `amqp://127.0.0.1:${port}`, got };
}
