import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  getRpcTransport,
  InvalidArguments,
  InvalidResult,
  RemoteError,
  RpcClient,
  RpcServer,
} from "../../../src/index.js";
import { getNotificationTransport, InvalidPayload, NotificationListener } from "../../../src/notify/index.js";
import { OrdersClient, OrdersNotifier, SoldOut } from "../../fixtures/generated/orders/index.js";
import type { Coverage } from "../../support/compatibility.js";
import { hookLimit } from "../../support/peers.js";
import { Orders, OrdersListener, PythonOrders } from "./generated-orders.js";
import { ANSWER_MS, type PythonLauncher } from "./python-process.js";

const TREE = { id: "o-1", amount: 1, parts: [{ id: "o-2", amount: 2, state: "paid" as const }] };

/** Where both sides meet. */
export interface OrdersPlace {
  /** Known when the suite runs. */
  readonly url: () => string;
  readonly python?: PythonLauncher | undefined;
}

/** Client, server, notifier and listener of one definition, in Python and in TypeScript, each with the other's. */
export function generatedBothWays(place: OrdersPlace, covers: Coverage["both"]): void {
  // A suite of its own, whose ends come before that of what lies between.
  describe("client, server, notifier and listener", () => bothWays(place, covers));
}

function bothWays({ url, python }: OrdersPlace, covers: Coverage["both"]): void {
  const ends: (() => Promise<unknown>)[] = [];
  const add = (end: () => Promise<unknown>) => ends.unshift(end);
  const endpoint = new Orders();
  const listener = new OrdersListener();
  let client: OrdersClient;
  let unchecked: RpcClient;
  let notifier: OrdersNotifier;
  let peer: PythonOrders;

  before(async () => {
    const transport = getRpcTransport({ url: url() });
    const notifications = getNotificationTransport({ url: url() });
    add(() => Promise.all([transport.close(), notifications.close()]));
    const topics = ["orders", "orders-urgent"];
    const server = new RpcServer(transport, { server: "OurOrders", endpoints: [endpoint], topics });
    const targets = [{ topic: "to-typescript" }];
    const listening = new NotificationListener(notifications, { targets, endpoints: [listener] });
    add(() => Promise.all([server.stop(), listening.stop()]));
    client = new OrdersClient(transport, { server: "PythonOrders", timeout: 60 });
    unchecked = new RpcClient(
      transport,
      { topic: "orders", exchange: "shop", namespace: "shop", server: "PythonOrders", version: "1.2" },
      { timeout: 60 },
    );
    notifier = new OrdersNotifier(notifications, { driver: "messagingv2", topics: ["to-python"] });
    [peer] = await Promise.all([
      PythonOrders.start({ url: url(), ...(python && { python }) }),
      server.start(),
      listening.start(),
    ]);
    add(() => peer.stop());
  }, hookLimit);
  after(async () => {
    for (const end of ends) await end();
  }, hookLimit);

  const fromPython = (method: string, kwargs: object = {}, more: object = {}) =>
    peer.run({
      op: "client",
      method,
      kwargs: kwargs as Readonly<Record<string, unknown>>,
      prepare: { server: "OurOrders" },
      ...more,
    });
  const served = (method: string) => endpoint.calls.next((call) => call.method === method, ANSWER_MS);

  it("generated Python calls generated TypeScript", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    const plain = await fromPython("place", { order: TREE, from_: "ada" });
    assert.deepEqual(plain.result, { order: TREE, from: "ada", priority: 5 });
    const { note, express } = await served("place");
    assert.deepEqual([note, express], [undefined, undefined]);
    const full = await fromPython("place", {
      order: TREE,
      from_: "ada",
      priority: 9,
      note: null,
      express: true,
    });
    assert.deepEqual(full.result, { order: TREE, from: "ada", priority: 9, note: null });
    assert.equal((await served("place")).express, true);
    assert.equal((await fromPython("do_count")).result, 2n ** 60n);
    assert.equal((await fromPython("lookup", { id: "o-2" })).result, null);
    assert.equal((await fromPython("forget", { id: "o-7" })).error, undefined);
    assert.equal((await served("forget")).id, "o-7");
  });

  it("generated TypeScript calls generated Python", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    assert.deepEqual(await client.place(TREE, "ada"), { order: TREE, from: "ada", priority: 5 });
    const plain = { order: TREE, from_: "ada", priority: 5, note: "unset", express: null };
    assert.deepEqual(await peer.called("place"), plain);
    const placed = await client.place(TREE, "ada", 9, null, true);
    assert.deepEqual(placed, { order: TREE, from: "ada", priority: 9, note: null });
    assert.equal((await peer.called("place")).express, true);
    assert.equal(await client.doCount(), 2n ** 60n);
    assert.deepEqual(await client.lookup("o-1"), { id: "o-1", amount: 1 });
    assert.equal(await client.lookup("o-2"), null);
    await client.forget("o-8");
    assert.equal((await peer.called("forget")).id, "o-8");
  });

  it("another topic of the definition is served and asked as the first is", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    const urgent = { topic: "orders-urgent" };
    assert.equal((await fromPython("lookup", { id: "o-1" }, urgent)).error, undefined);
    const own = client.prepare({ topic: "orders-urgent", server: "OurOrders" });
    assert.deepEqual(await own.lookup("o-1"), { id: "o-1", amount: 1 });
  });

  it("a method that is both is called and cast from either side", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    assert.equal((await fromPython("restock", { amount: 2 })).result, 102);
    assert.equal((await served("restock")).amount, 2);
    assert.equal((await fromPython("restock", { amount: 3 }, { cast: true })).result, null);
    assert.equal((await served("restock")).amount, 3);
    assert.equal(await client.restock(2), 102);
    assert.equal((await peer.called("restock")).amount, 2);
    assert.equal(await client.cast.restock(3), undefined);
    assert.equal((await peer.called("restock")).amount, 3);
    await client.cast.named.restock({ amount: 4, note: "by name" });
    assert.deepEqual(await peer.called("restock"), { amount: 4, note: "by name" });
  });

  it("further arguments reach the other side, which checks each", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    const labels = { size: 4, shelf: "top" };
    const labelled = { id: "o-1", ...labels };
    assert.deepEqual((await fromPython("label", { id: "o-1", ...labels })).result, labelled);
    assert.deepEqual(await client.label("o-1", undefined, labels), labelled);
    const coloured = { ...labelled, colour: "red" };
    assert.deepEqual(await client.named.label({ ...labels, colour: "red", id: "o-1" }), coloured);
    const wrong = { id: "o-1", shelf: true };
    const expected = "Invalid arguments of method label at /shelf";
    const { error } = await fromPython("label", wrong, { validate: false });
    assert.ok(error?.message.startsWith(expected), error?.message);
    await assert.rejects(client.named.label(wrong), InvalidArguments);
    if (!peer.checks) return;
    await assert.rejects(unchecked.call("label", wrong), (thrown) => {
      return thrown instanceof RemoteError && thrown.value.startsWith(expected);
    });
    const inherited = await fromPython("label", { id: "o-1", toString: "a" });
    assert.match(inherited.error?.message ?? "", /^Invalid arguments of method label at \/toString/);
  });

  const bytes = (text: string) => ({ $bytes: Buffer.from(text).toString("hex") });
  const decimal = (text: string) => ({ $decimal: text });

  it("octets and decimals are values of each language on both sides, and texts between them", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    const octets = Uint8Array.of(0, 255, 97);
    const inPython = { $bytes: "00ff61" };
    const price = "12345678901234567890.10";
    const given = { seal: inPython, price: decimal(price), more: bytes("more") };
    assert.deepEqual((await fromPython("seal", given)).result, {
      seals: [inPython, bytes("more")],
      prices: { price: decimal(price), other: "free" },
    });
    const { method: _, ...had } = await served("seal");
    const more = new Uint8Array(Buffer.from("more"));
    assert.deepEqual(had, { seal: octets, price, wax: new Uint8Array(Buffer.from("red")), kwargs: { more } });

    const { seals, prices } = await client.seal(octets, "1E+30", null, { more });
    assert.deepEqual([seals, prices], [[octets, more], { price: "1E+30", other: "free" }]);
    const called = { seal: inPython, price: decimal("1E+30"), wax: null, more: bytes("more") };
    assert.deepEqual(await peer.called("seal"), called);

    const order = { id: "o-1", amount: 1, parts: [{ id: "o-2", amount: 2, photo: octets }] };
    const [part] = order.parts;
    const orderInPython = { ...order, parts: [{ ...part, photo: inPython }] };
    await notifier.orderPlaced(order);
    assert.deepEqual((await peer.received()).payload, orderInPython);
    assert.equal((await peer.run({ op: "notify", payload: orderInPython })).result, "sent");
    assert.deepEqual(await listener.received.next(() => true, ANSWER_MS), order);
    assert.deepEqual((await client.place(order, "ada")).order, order);
    assert.deepEqual((await peer.called("place")).order, orderInPython);
  });

  it("texts that are none are refused where they are, by each of the four sides", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    for (const [args, place] of [
      [{ seal: "YR==", price: "1" }, "/seal: must be encoded as base64"],
      [{ seal: "YQ==", price: "1,5" }, "/price"],
      [{ seal: "YQ==", price: "1", more: "?" }, "/more: must be encoded as base64"],
    ] as const) {
      const expected = `Invalid arguments of method seal at ${place}`;
      await assert.rejects(client.named.seal(args as never), (thrown) => {
        return thrown instanceof InvalidArguments && thrown.message.startsWith(expected.replace(": ", ": "));
      });
      const { error } = await fromPython("seal", args, { validate: false });
      assert.ok(error?.message.startsWith(expected), error?.message);
      if (!peer.checks) continue;
      const own = await fromPython("seal", args, { prepare: { server: "nobody", timeout: 1 } });
      assert.ok(own.error?.message.startsWith(expected), own.error?.message);
      await assert.rejects(unchecked.call("seal", args), (thrown) => {
        return thrown instanceof RemoteError && thrown.value.startsWith(expected);
      });
    }
    // A decimal that no text can say.
    const failed = client.seal(Uint8Array.of(), "0");
    await assert.rejects(failed, peer.checks ? RemoteError : InvalidResult);
  });

  it("a declared exception of either side is one at the other", async () => {
    const { error } = await fromPython("place", { order: { id: "o-1", amount: 101 }, from_: "ada" });
    assert.deepEqual([error?.bases.includes("SoldOut"), error?.kwargs], [true, { left: 100 }]);
    assert.match(error?.message ?? "", /^only 100/);
    await assert.rejects(client.place({ id: "o-1", amount: 101 }, "ada"), (thrown) => {
      assert.ok(thrown instanceof SoldOut);
      assert.deepEqual([thrown.message, thrown.kwargs], ["only 100", { left: 100 }]);
      return true;
    });
  });

  it("the version that an argument came with is asked for", async () => {
    const capped = { prepare: { server: "OurOrders", version_cap: "1.1" } };
    assert.equal((await fromPython("place", { order: TREE, from_: "ada" }, capped)).error, undefined);
    const refused = await fromPython("place", { order: TREE, from_: "ada", express: false }, capped);
    assert.equal(refused.error?.class, "RPCVersionCapError");
  });

  it("what held up to a version goes out in that version, and is checked by it", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    assert.equal(await client.pack("o-1", true, "light"), "o-1 true light");
    assert.equal(await client.pack("o-1", undefined, 5), "o-1 none 5");
    await assert.rejects(client.pack("o-1", true, 5), InvalidArguments);
    assert.equal((await fromPython("pack", { id: "o-1", paper: true })).result, "o-1 true none");
    assert.equal((await fromPython("pack", { id: "o-1", weight: 5 })).result, "o-1 none 5");
    assert.equal((await fromPython("pack", { id: "o-1" })).result, "o-1 none 1");
    const expected = "Invalid arguments of method pack at /paper";
    const mixed = { id: "o-1", paper: true, weight: 5 };
    const { error } = await fromPython("pack", mixed, { validate: false });
    assert.ok(error?.message.startsWith(expected), error?.message);
    if (!peer.checks) return;
    const light = { id: "o-1", paper: true, weight: "light" };
    assert.equal((await fromPython("pack", light)).result, "o-1 true light");
    const own = await fromPython("pack", mixed, { prepare: { server: "nobody", timeout: 1 } });
    assert.ok(own.error?.message.startsWith(expected), own.error?.message);
    await assert.rejects(unchecked.call("pack", { ...light, weight: 0 }), (thrown) => {
      return thrown instanceof RemoteError && thrown.value.includes("at /weight");
    });
  });

  const WRONG = [
    [{ order: { id: "o-1" }, from: "ada" }, "/order"],
    [{ order: { id: "o-1", amount: 0 }, from: "ada" }, "/order/amount"],
    [{ order: { ...TREE, parts: [{ id: "2", amount: 2 }] }, from: "ada" }, "/order/parts/0/id"],
    [{ order: { ...TREE, more: 1 }, from: "ada" }, "/order/more"],
    [{ order: TREE, from: "" }, "/from"],
    [{ order: TREE, from: "ada", priority: 10 }, "/priority"],
    [{ order: TREE, from: "ada", priority: 2.5 }, "/priority"],
  ] as const;

  it("each of the four sides refuses the same arguments", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    for (const [args, pointer] of WRONG) {
      const expected = `Invalid arguments of method place at ${pointer}`;
      const { order, from, ...others } = args;
      const [priority] = Object.values(others);
      // The client of TypeScript, before it sends.
      await assert.rejects(client.place(order as typeof TREE, from, priority), (thrown) => {
        assert.ok(thrown instanceof InvalidArguments);
        assert.ok(thrown.message.startsWith(expected), thrown.message);
        return true;
      });
      // The server of TypeScript, asked by a client of Python that checks nothing.
      const kwargs = { order, from_: from, ...others };
      const { error } = await fromPython("place", kwargs, { validate: false });
      assert.equal(error?.class, "InvalidArguments");
      assert.ok(error.message.startsWith(expected), error.message);
      if (!peer.checks) continue;
      // The client of Python, before it sends.
      const { error: own } = await fromPython("place", kwargs, { prepare: { server: "nobody", timeout: 1 } });
      assert.equal(own?.class, "InvalidArguments");
      assert.ok(own.message.startsWith(expected), own.message);
      // The server of Python, asked by a client of TypeScript that checks nothing.
      await assert.rejects(unchecked.call("place", args), (thrown) => {
        assert.ok(thrown instanceof RemoteError);
        assert.equal(thrown.excType, "InvalidArguments");
        assert.ok(thrown.value.startsWith(expected), thrown.value);
        return true;
      });
    }
  });

  it("each side refuses results that break the definition", async () => {
    const { error } = await fromPython("place", { order: { id: "o-1", amount: 99 }, from_: "ada" });
    assert.equal(error?.class, "InvalidResult");
    if (peer.checks) {
      await assert.rejects(client.place({ id: "o-1", amount: 99 }, "ada"), (thrown) => {
        return thrown instanceof RemoteError && thrown.excType === "InvalidResult";
      });
    } else {
      await assert.rejects(client.place({ id: "o-1", amount: 99 }, "ada"), InvalidResult);
    }
  });

  it("notifications arrive at the other side, and those that do not fit do not", async (test) => {
    covers(test, "generated Python and generated TypeScript");
    await notifier.orderPlaced(TREE, { priority: "error" });
    assert.deepEqual((await peer.received()).payload, TREE);
    await assert.rejects(notifier.orderPlaced({ id: "2", amount: 2 }), InvalidPayload);

    const wrong = { id: "o-1", amount: -1 };
    assert.equal((await peer.run({ op: "notify", payload: wrong, validate: false })).result, "sent");
    if (peer.checks) {
      const { error } = await peer.run({ op: "notify", payload: wrong });
      assert.equal(error?.class, "InvalidPayload");
    }
    assert.equal((await peer.run({ op: "notify", payload: TREE, priority: "error" })).result, "sent");
    assert.deepEqual(await listener.received.next(() => true, ANSWER_MS), TREE);
  });
}
