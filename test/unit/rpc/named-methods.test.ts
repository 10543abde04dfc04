import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  getRpcTransport,
  InvalidArguments,
  RPCVersionCapError,
  RpcServer,
  type RpcTransport,
} from "../../../src/index.js";
import { OrdersClient } from "../../fixtures/generated/orders/index.js";
import { Orders } from "../../interop/support/generated-orders.js";

const ORDER = { id: "o-1", amount: 1 };

describe("a generated client's methods with named arguments", () => {
  let transport: RpcTransport;
  let server: RpcServer;
  let client: OrdersClient;

  before(async () => {
    transport = getRpcTransport({ url: "fake://" });
    server = new RpcServer(transport, { server: "Server01", endpoints: [new Orders()] });
    await server.start();
    client = new OrdersClient(transport);
  });
  after(async () => {
    await server.stop();
    await transport.close();
  });

  it("send what the positional ones do", async () => {
    const positional = await client.place(ORDER, "ada", 9, null);
    assert.deepEqual(
      await client.named.place({ note: null, from: "ada", order: ORDER, priority: 9 }),
      positional,
    );
    assert.equal(await client.named.doCount(), await client.doCount());
    assert.equal(await client.named.lookup({ id: "o-2" }), null);
    await client.named.forget({ id: "o-3" });
  });

  it("leave out what is undefined", async () => {
    const placed = { order: ORDER, from: "ada", priority: 5 };
    assert.deepEqual(await client.named.place({ order: ORDER, from: "ada", note: undefined }), placed);
  });

  it("are those of the client that was prepared, with the version of the arguments", async () => {
    const capped = client.prepare({ versionCap: "1.1" });
    await capped.named.place({ order: ORDER, from: "ada", express: undefined });
    await assert.rejects(
      capped.named.place({ order: ORDER, from: "ada", express: true }),
      RPCVersionCapError,
    );
    await client.named.place({ order: ORDER, from: "ada", express: true });
  });

  it("refuse what is missing, unknown or wrong, at its place", async () => {
    const refused = async (args: unknown, pointer: string) =>
      assert.rejects(client.named.place(args as { order: typeof ORDER; from: string }), (error) => {
        assert.ok(error instanceof InvalidArguments);
        assert.equal(error.pointer, pointer);
        return true;
      });
    await refused({ order: ORDER }, "/from");
    await refused({ order: ORDER, from: "ada", form: "ada" }, "/form");
    await refused({ order: ORDER, from: "" }, "/from");
    await refused({ order: ORDER, from: "ada", toString: "x" }, "/toString");
    await refused(
      JSON.parse('{ "order": { "id": "o-1", "amount": 1 }, "from": "ada", "__proto__": 1 }'),
      "/__proto__",
    );
    await refused(null, "");
    await refused([], "");
    await refused(undefined, "/order");
  });

  it("take further arguments where the definition lets them, and check each", async () => {
    assert.deepEqual(await client.named.label({ id: "o-1", size: 4 }), { id: "o-1", size: 4 });
    assert.deepEqual(await client.label("o-1", "red", { size: 4 }), { id: "o-1", colour: "red", size: 4 });
    const refused = (args: { id: string }, pointer: string) =>
      assert.rejects(
        client.named.label(args),
        (error) => error instanceof InvalidArguments && error.pointer === pointer,
      );
    await refused(JSON.parse('{ "id": "o-1", "size": [4] }'), "/size");
    await refused(JSON.parse('{ "id": "o-1", "__proto__": 4 }'), "/__proto__");
    await refused(JSON.parse('{ "id": "o-1", "toString": 4 }'), "/toString");
    await assert.rejects(client.label("o-1", undefined, { id: "o-2" }), { pointer: "/id" });
    assert.deepEqual(await client.label("o-1", undefined, {}), { id: "o-1" });
  });

  it("cast what is called, too, with the same checks", async () => {
    assert.equal(await client.restock(2), 102);
    assert.equal(await client.cast.restock(2, { note: "positional" }), undefined);
    assert.equal(await client.cast.named.restock({ amount: 2, note: "by name" }), undefined);
    assert.equal(await client.prepare({ fanout: true }).cast.restock(2), undefined);
    await assert.rejects(client.cast.restock(0), { pointer: "/amount" });
    await assert.rejects(client.cast.named.restock({ amount: 2, note: "" }), { pointer: "/note" });
    await assert.rejects(client.prepare({ versionCap: "1.1" }).cast.restock(2), RPCVersionCapError);
    assert.deepEqual(Object.keys(Object.getPrototypeOf(client.cast)), []);
    assert.equal(Reflect.get(client.cast, "place"), undefined);
  });

  it("are only those of the service", () => {
    assert.equal(Reflect.get(client.named, "toString"), undefined);
    assert.equal(Reflect.get(client.named, "constructor"), undefined);
  });
});
