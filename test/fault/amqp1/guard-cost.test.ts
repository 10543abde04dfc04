import assert from "node:assert/strict";
import { it } from "node:test";
import type { Delivery, EventContext, Receiver, Sender } from "rhea";
import {
  connectClient,
  makeReceiver,
  makeSender,
  message,
  rheaClient,
  Started,
  startRouter,
} from "../../integration/amqp/harness.js";

const MESSAGES = 20_000;
const ROUNDS = 5;
const text = "x".repeat(300);

/** Sends messages from one connection to another, each with its outcome, and returns how many a second. */
type Round = (address: string) => Promise<number>;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (1000 * MESSAGES) / (performance.now() - begun);
}

it("checked connections are as fast as rhea's own, which checks next to nothing", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);

  const checked: Round = async (address) => {
    const [from, to] = [await connectClient(started, router.port), await connectClient(started, router.port)];
    const { receiver } = makeReceiver(started, { credit: 200, onDelivery: (delivery) => delivery.accept() });
    await receiver.attach(to.live, address);
    const sender = makeSender(started, { queueLimit: MESSAGES });
    sender.attach(from.live, address);
    const speed = await timed(() =>
      Promise.all(Array.from({ length: MESSAGES }, () => sender.send(message(text)))),
    );
    await Promise.all([from.connection.close(), to.connection.close()]);
    return speed;
  };

  const plain: Round = async (address) => {
    const [from, to] = [await rheaClient(started, router.port), await rheaClient(started, router.port)];
    to.open_receiver({ source: { address }, credit_window: 200 } as never) as Receiver;
    const sender: Sender = from.open_sender({ target: { address } } as never);
    const speed = await timed(
      () =>
        new Promise<void>((resolve) => {
          let sent = 0;
          let accepted = 0;
          const pump = () => {
            while (sent < MESSAGES && sender.sendable()) {
              sent += 1;
              (sender.send as (body: object) => Delivery)({ body: text });
            }
          };
          sender.on("sendable", pump);
          sender.on("accepted", (_context: EventContext) => {
            accepted += 1;
            if (accepted === MESSAGES) resolve();
            else pump();
          });
        }),
    );
    from.close();
    to.close();
    return speed;
  };

  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number;
  const speeds = { checked: [] as number[], plain: [] as number[] };
  await checked("openstack.org/om/rpc/anycast/warm");
  for (let round = 0; round < ROUNDS; round++) {
    speeds.plain.push(await plain(`openstack.org/om/rpc/anycast/plain${round}`));
    speeds.checked.push(await checked(`openstack.org/om/rpc/anycast/checked${round}`));
  }
  const [ours, theirs] = [median(speeds.checked), median(speeds.plain)];
  test.diagnostic(`messages/s: checked ${Math.round(ours)}, rhea alone ${Math.round(theirs)}`);
  assert.ok(ours > 0.9 * theirs);
});
