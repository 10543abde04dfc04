import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeMessage, encodeString } from "../../../../src/amqp/codec/message-writer.js";
import { loadConfiguration } from "../../../../src/config/configuration.js";
import { chooseAddressing } from "../../../../src/drivers/amqp1/addressing.js";
import {
  readTapped,
  type TappedAddress,
  tappedAddresses,
} from "../../../../src/drivers/amqp1/tapped-addresses.js";

const configuration = loadConfiguration({ values: { control_exchange: "nova" } });
const target = { topic: "compute", exchange: "nova" };
const routable = tappedAddresses(target, chooseAddressing(configuration, "vhost", "some-router"));
const legacy = tappedAddresses(target, chooseAddressing(configuration, undefined, "qpid-cpp"));

function place(kind: TappedAddress["kind"], of = routable): TappedAddress {
  const found = of.find((one) => one.kind === kind);
  assert.ok(found !== undefined);
  return found;
}

function read(kind: TappedAddress["kind"], address: string, bytes: Buffer, of = routable) {
  return readTapped([place(kind, of)], { address, seenAt: 1, bytes });
}

const request = encodeMessage({
  messageId: "id",
  replyTo: "there",
  body: '{"request":{"method":"m","args":{"a":1}},"context":{"user":"u"}}',
});
const cast = encodeMessage({ body: '{"request":{"method":"m","args":{}},"context":{}}' });
const notification = encodeMessage({ body: '{"request":{"event_type":"e","priority":"INFO"},"context":{}}' });

test("the addresses of a topic are those of its servers, fanouts and notifications", () => {
  assert.deepEqual(
    routable.map(({ address }) => address),
    [
      "openstack.org/om/rpc/anycast/vhost/nova/compute",
      "openstack.org/om/rpc/unicast/vhost/nova/compute",
      "openstack.org/om/rpc/multicast/vhost/nova/compute",
      "openstack.org/om/notify/anycast/vhost/nova/compute",
    ],
  );
  assert.deepEqual(
    legacy.map(({ address }) => address),
    ["exclusive.nova.compute", "broadcast.nova.compute.all", "unicast.nova.compute"],
  );
});

test("a request has the place that its address names, and the id of its reply", () => {
  const message = { method: "m", args: { a: 1 }, namespace: undefined, version: undefined };
  const size = request.length;
  const seen = { kind: "request", seenAt: 1, size, message, context: { user: "u" }, id: "id" };
  const server = place("server").address;
  assert.deepEqual(read("any", place("any").address, request), { ...seen, target });
  assert.deepEqual(read("server", `${server}/host.one`, request), {
    ...seen,
    target: { ...target, server: "host.one" },
  });
  assert.deepEqual(read("fanout", place("fanout").address, request), {
    ...seen,
    target: { ...target, fanout: true },
  });
  assert.deepEqual(read("notification", "unicast.nova.compute", request, legacy), { ...seen, target });
  const sent = read("any", place("any").address, cast);
  assert.equal(sent?.kind === "request" && sent.id, undefined);
});

test("a notification goes to an address that ends in its severity", () => {
  const message = { event_type: "e", priority: "INFO" };
  const seen = { kind: "notification", seenAt: 1, target, message, context: {} };
  const { address } = place("notification");
  assert.deepEqual(read("notification", `${address}.info`, notification), seen);
  assert.deepEqual(read("notification", "unicast.nova.compute.info", notification, legacy), seen);
});

test("topics whose names only begin alike are others", () => {
  for (const kind of ["any", "fanout"] as const)
    assert.equal(read(kind, `${place(kind).address}.other`, request), undefined, kind);
  assert.equal(read("server", `${place("server").address}.other/one`, request), undefined);
  assert.equal(read("notification", `${place("notification").address}.other.info`, notification), undefined);
});

test("what comes from elsewhere is a reply, a heartbeat without a body, or cannot be read", () => {
  const correlationId = encodeString("id");
  const reply = (body: string | null) => read("any", "elsewhere", encodeMessage({ correlationId, body }));
  assert.deepEqual(reply('{"response":5}'), {
    kind: "reply",
    seenAt: 1,
    id: "id",
    reply: { response: 5 },
  });
  assert.deepEqual(reply(null), { kind: "heartbeat", seenAt: 1, id: "id" });
  assert.equal(reply("no JSON")?.kind, "unreadable");
  assert.equal(read("any", place("any").address, Buffer.from("none"))?.kind, "unreadable");
});

test("a message whose reading fails in a way that nobody foresaw is told, and with nothing of its content", () => {
  const { address } = place("any");
  const bytes = new Proxy(request, {
    get: () => {
      throw new RangeError("password=secret");
    },
  });
  const seen = read("any", address, bytes);
  assert.equal(seen?.kind, "unreadable");
  assert.equal(seen?.kind === "unreadable" && seen.reason, "reading it failed with RangeError");
});
