import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import type { RawDelivery } from "../../../src/amqp/engine/delivery.js";
import { AddressTable } from "../../../src/router/address-table.js";
import { HeldTotal } from "../../../src/router/held-total.js";
import { defaultLimits } from "../../../src/router/limits.js";
import type { Outlet } from "../../../src/router/outlet.js";
import { osloPrefixes } from "../../../src/router/prefixes.js";
import { Counters } from "../../../src/router/statistics.js";
import { Tap } from "../../../src/router/tap.js";

test("nothing looks at the messages of an address any more when the last tap has gone", () => {
  const context = {
    limits: defaultLimits,
    counters: new Counters(),
    held: new HeldTotal(defaultLimits.totalHeldBytes),
    forget: () => {},
  };
  const table = new AddressTable(context, osloPrefixes);
  const client = {};
  const [topic, replies] = [table.obtain("topic"), table.makeDynamic(client)];
  const outlet = { copies: { size: 0, push: () => {} } } as unknown as Outlet;
  const taps = ["one", "two"].map((name) => new Tap(name, ["topic"], table.taps));
  for (const tap of taps) tap.begin(outlet);
  const bytes = encodeMessage({ messageId: "id", replyTo: replies?.name, body: "ask" });
  topic?.observer?.({ bytes, from: client } as RawDelivery);
  const observers = () => [topic?.observer, replies?.observer].map((observer) => observer !== undefined);
  assert.deepEqual(observers(), [true, true]);
  taps[0]?.removeOutlet();
  assert.deepEqual(observers(), [true, true]);
  taps[1]?.removeOutlet();
  assert.deepEqual(observers(), [false, false]);
  table.close();
});
