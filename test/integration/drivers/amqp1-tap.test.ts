import assert from "node:assert/strict";
import { test } from "node:test";
import type { TappedMessage } from "../../../src/drivers/tapped-message.js";
import { getRpcTransport } from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { rheaPeer, until, useStarted } from "../amqp/harness.js";

const started = useStarted();

/** The address of a peer that does not name its product. */
const FANOUT = "broadcast.test.things.all";

test("at a router of others a tap sees fanouts alone, says so, and gives them back", async () => {
  const asked: string[] = [];
  const outcomes: string[] = [];
  const { port } = await rheaPeer(started, {
    connection_open: ({ connection }) => {
      connection.on("released", () => outcomes.push("released"));
      connection.on("accepted", () => outcomes.push("accepted"));
    },
    sender_open: ({ sender }) => {
      const { address, dynamic } = sender.source as { address: string | null; dynamic: boolean };
      sender.set_source({ address: dynamic ? "replies" : (address ?? "") });
      if (dynamic) return;
      asked.push(address ?? "");
      sender.once("sendable", () =>
        sender.send({ body: '{"request":{"method":"sink","args":{"payload":1}},"context":{}}' }),
      );
    },
  });
  const transport = getRpcTransport({ url: `amqp://127.0.0.1:${port}`, logger: silentLogger });
  started.add(() => transport.close());
  const seen: TappedMessage[] = [];
  const blind: string[] = [];
  const tap = transport.tap([{ topic: "things", exchange: "test" }], {
    seen: (message) => seen.push(message),
    missed: () => {},
    blind: ({ what }) => blind.push(what),
  });
  await tap.ready;
  await until(() => seen.length === 1 && outcomes.length === 1);
  const [message] = seen;
  assert.deepEqual(message?.kind === "request" && [message.message.method, message.target.fanout], [
    "sink",
    true,
  ]);
  assert.deepEqual([asked, outcomes], [[FANOUT], ["released"]]);
  assert.match(blind.join(), /^requests but fanouts, replies and notifications: .* is no router of oslo-rpc/);
});
