import assert from "node:assert/strict";
import { test } from "node:test";
import {
  connectClient,
  makeReceiver,
  makeSender,
  message,
  startRouter,
  until,
  useStarted,
} from "./harness.js";

const address = "some.where";
const started = useStarted();

test("what is set aside takes up no credit, so many as there is credit", async () => {
  const router = await startRouter(started);
  const { live } = await connectClient(started, router.port);
  const { receiver, deliveries } = makeReceiver(started, { credit: 2 });
  await receiver.attach(live, address);
  const sender = makeSender(started);
  sender.attach(live, address);
  for (let i = 0; i < 10; i++) void sender.send(message(String(i))).catch(() => {});

  const first = [await deliveries.next(), await deliveries.next()];
  await until(() => router.statistics().held === 8);
  for (const delivery of first) {
    delivery.setAside();
    delivery.setAside();
  }
  const second = [await deliveries.next(), await deliveries.next()];
  await until(() => router.statistics().forwarded === 4);
  // There is room for no more of them.
  for (const delivery of second) delivery.setAside();
  first[0]?.accept();
  await deliveries.next();
  await until(() => router.statistics().forwarded === 5);
  assert.equal(deliveries.size, 0);
});
