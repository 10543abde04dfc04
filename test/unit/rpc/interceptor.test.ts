import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Interceptor,
  InvalidArguments,
  NoOpSerializer,
  NoSuchMethod,
  RemoteError,
  type RequestContext,
  RPCVersionCapError,
  RpcClient,
  type RpcRequest,
  UnsupportedVersion,
} from "../../../src/index.js";
import { NotReady, ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "./support.js";

/** Writes down when it is passed, each way. */
const noting =
  (notes: string[], name: string): Interceptor =>
  (next) =>
  async (request) => {
    notes.push(`${name} in ${request.method}`);
    try {
      return await next(request);
    } catch (error) {
      notes.push(`${name} failed ${(error as Error).name}`);
      throw error;
    } finally {
      notes.push(`${name} out`);
    }
  };

describe("interceptors", () => {
  it("of both sides are one type, the first is the outermost", async (test) => {
    const transport = fakeTransport(test);
    const notes: string[] = [];
    const list = (side: string) => [noting(notes, `${side} 1`), noting(notes, `${side} 2`)];
    await serveThings(test, transport, { interceptors: list("server") });
    const client = new ThingClient(transport, { timeout: 5, interceptors: list("client") });
    assert.equal(await client.who(), "one");
    const way = ["client 1", "client 2", "server 1", "server 2"];
    assert.deepEqual(notes, [
      ...way.map((name) => `${name} in who`),
      ...way.toReversed().map((name) => `${name} out`),
    ]);
  });

  it("see errors of each side as the program there would", async (test) => {
    const transport = fakeTransport(test);
    const notes: string[] = [];
    await serveThings(test, transport, { interceptors: [noting(notes, "server")] });
    const client = new ThingClient(transport, { timeout: 5, interceptors: [noting(notes, "client")] });
    await assert.rejects(client.fail("declared"), NotReady);
    await assert.rejects(client.fail("boom"), RemoteError);
    assert.deepEqual(
      notes.filter((note) => note.includes("failed")),
      [
        "server failed NotReady",
        "client failed NotReady",
        "server failed TypeError",
        "client failed RemoteError",
      ],
    );
  });

  it("may change arguments and context, which are checked after that", async (test) => {
    const transport = fakeTransport(test);
    const change: Interceptor = (next) => (request) =>
      next({
        ...request,
        args: { ...request.args, right: `${request.args.right ?? ""}!` },
        context: request.context.withFields({ ...request.context.fields, stamp: 1 }),
      });
    const endpoint = new ThingEndpoint();
    let fields: unknown;
    endpoint.join = (ctx, left, right) => {
      fields = ctx.fields;
      return left + right;
    };
    await serveThings(test, transport, { endpoints: [endpoint], interceptors: [change] });
    const context = { request_id: "r" };
    const client = new ThingClient(transport, { timeout: 5, context, interceptors: [change] });
    assert.equal(await client.join("a", "b"), "ab!!");
    assert.deepEqual({ ...(fields as object) }, { request_id: "r", stamp: 1 });
    const breaking: Interceptor = (next) => (request) => next({ ...request, args: { left: 5 } });
    await assert.rejects(
      new ThingClient(transport, { interceptors: [breaking] }).join("a"),
      InvalidArguments,
    );
  });

  it("may answer, or refuse, by themselves", async (test) => {
    const transport = fakeTransport(test);
    const endpoint = new ThingEndpoint();
    let calls = 0;
    endpoint.who = () => {
      calls += 1;
      return "method";
    };
    const guard: Interceptor = (next) => async (request) => {
      if (request.context.isAdmin !== true) throw new NotReady("admins only");
      return next(request);
    };
    await serveThings(test, transport, { endpoints: [endpoint], interceptors: [guard], errors: [NotReady] });
    const client = new ThingClient(transport, { timeout: 5 });
    await assert.rejects(client.who(), NotReady);
    assert.equal(await client.prepare({ context: { is_admin: true } }).who(), "method");
    assert.equal(calls, 1);
    const cached = new ThingClient(transport, { interceptors: [() => async () => "cached"] });
    assert.equal(await cached.who(), "cached");
    assert.equal(calls, 1);
  });

  it("that throw at once reject like any other", async (test) => {
    const transport = fakeTransport(test);
    const throwing: Interceptor = () => () => {
      throw new Error("at once");
    };
    await assert.rejects(new ThingClient(transport, { interceptors: [throwing] }).who(), /at once/);
    const { client } = await serveThings(test, transport, { interceptors: [throwing] });
    await assert.rejects(client.who(), /at once/);
  });

  it("know what a request is", async (test) => {
    const transport = fakeTransport(test);
    const seen: RpcRequest[] = [];
    const look: Interceptor = (next) => (request) => {
      seen.push(request);
      return next(request);
    };
    const { endpoint } = await serveThings(test, transport, { interceptors: [look] });
    const client = new ThingClient(transport, { timeout: 5, interceptors: [look] });
    await client.join("a", "b");
    await client.sink(1);
    await endpoint.sunk(1);
    assert.deepEqual(
      seen.map(({ kind, method, args, namespace, version, target }) => [
        kind,
        method,
        { ...args },
        namespace,
        version,
        target.topic,
        target.server,
      ]),
      [
        ["call", "join", { left: "a", right: "b" }, "things", "1.2", "things", undefined],
        ["call", "join", { left: "a", right: "b" }, "things", "1.2", "things", "one"],
        ["cast", "sink", { payload: 1 }, "things", "1.0", "things", undefined],
        ["cast", "sink", { payload: 1 }, "things", "1.0", "things", "one"],
      ],
    );
  });

  it("see a program's values, not the wire's", async (test) => {
    class Shouting extends NoOpSerializer {
      override serializeEntity(_context: RequestContext, entity: unknown): unknown {
        return String(entity).toUpperCase();
      }
      override deserializeEntity(_context: RequestContext, entity: unknown): unknown {
        return String(entity).toLowerCase();
      }
    }
    const transport = fakeTransport(test);
    const seen: unknown[] = [];
    const look: Interceptor = (next) => async (request) => {
      const result = await next(request);
      seen.push(request.args.value, result);
      return result;
    };
    const shared = { serializer: new Shouting(), interceptors: [look] };
    await serveThings(test, transport, shared);
    assert.equal(await new ThingClient(transport, { timeout: 5, ...shared }).echo("a"), "a");
    assert.deepEqual(seen, ["a", "a", "a", "a"]);
  });

  it("see requests that are refused, and why, with the arguments as they came", async (test) => {
    const transport = fakeTransport(test);
    const seen: unknown[] = [];
    const look: Interceptor = (next) => async (request) => {
      const { kind, method, args, refusal, target } = request;
      const thrown = await next(request).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.equal(thrown, refusal);
      seen.push([kind, method, args, (refusal as Error).name, target.server]);
      throw thrown;
    };
    const { endpoint } = await serveThings(test, transport, {
      interceptors: [look],
      accessPolicy: { isAllowed: (_endpoint, method) => method !== "who" },
    });
    const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };
    const untyped = new RpcClient(transport, target, { timeout: 5 });
    const fails = (excType: string) => (error: unknown) => (error as RemoteError).excType === excType;
    await assert.rejects(untyped.call("missing", { a: 1 }), fails(NoSuchMethod.name));
    await assert.rejects(untyped.call("who"), fails(NoSuchMethod.name));
    await assert.rejects(untyped.call("join", { left: 5 }), fails(InvalidArguments.name));
    await assert.rejects(untyped.call("join", { left: "a" }, "2.0"), fails(UnsupportedVersion.name));
    await untyped.prepare({ namespace: "other" }).cast("sink", { payload: 1 });
    await untyped.cast("sink");
    while (seen.length < 6) await new Promise(setImmediate);
    assert.deepEqual(seen.slice(0, 4), [
      ["call", "missing", { a: 1 }, "NoSuchMethod", "one"],
      ["call", "who", {}, "NoSuchMethod", "one"],
      ["call", "join", { left: 5 }, "InvalidArguments", "one"],
      ["call", "join", { left: "a" }, "UnsupportedVersion", "one"],
    ]);
    assert.deepEqual(seen.slice(4, 6), [
      ["cast", "sink", { payload: 1 }, "UnsupportedVersion", "one"],
      ["cast", "sink", {}, "InvalidArguments", "one"],
    ]);
    assert.deepEqual(endpoint.contexts, []);
  });

  it("may answer what the server would refuse, or refuse it otherwise", async (test) => {
    const transport = fakeTransport(test);
    const formerly: Interceptor = (next) => async (request) => {
      if (!(request.refusal instanceof NoSuchMethod)) return next(request);
      if (request.method === "whoami") return "nobody";
      throw new NotReady("gone");
    };
    await serveThings(test, transport, { interceptors: [formerly], errors: [NotReady] });
    const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };
    const untyped = new RpcClient(transport, target, { timeout: 5, errors: [NotReady] });
    assert.equal(await untyped.call("whoami"), "nobody");
    await assert.rejects(untyped.call("missing"), NotReady);
  });

  it("see at a client what it refuses to send", async (test) => {
    const transport = fakeTransport(test);
    const notes: string[] = [];
    const client = new ThingClient(transport, { timeout: 5, interceptors: [noting(notes, "client")] });
    await assert.rejects(client.join(5 as never), InvalidArguments);
    await assert.rejects(client.prepare({ versionCap: "1.0" }).join("a", "b"), RPCVersionCapError);
    assert.deepEqual(
      notes.filter((note) => note.includes("failed")),
      ["client failed InvalidArguments", "client failed RPCVersionCapError"],
    );
  });

  it("stand around untyped requests too", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport);
    const notes: string[] = [];
    const target = { topic: "things", exchange: "test", namespace: "things" };
    const untyped = new RpcClient(transport, target, { timeout: 5, interceptors: [noting(notes, "client")] });
    assert.equal(await untyped.prepare({ server: "one" }).call("who"), "one");
    assert.deepEqual(notes, ["client in who", "client out"]);
  });

  it("are asked for a handler once for each client, not for each request", async (test) => {
    const transport = fakeTransport(test);
    let made = 0;
    const counting: Interceptor = (next) => {
      made += 1;
      return next;
    };
    await serveThings(test, transport);
    const client = new ThingClient(transport, { timeout: 5, interceptors: [counting] });
    for (let call = 0; call < 5; call += 1) await client.who();
    assert.equal(made, 1);
  });
});
