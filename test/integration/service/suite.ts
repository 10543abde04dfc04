import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import {
  getRpcTransport,
  InvalidArguments,
  InvalidTarget,
  loadConfiguration,
  MessageDeliveryFailure,
  MessageUndeliverable,
  MessagingTimeout,
  RemoteError,
  type RequestContext,
  RPCVersionCapError,
  RpcClient,
  RpcServer,
  type RpcTransport,
} from "../../../src/index.js";
import { NotReady, ThingClient, ThingEndpoint } from "./thing-service.js";

/** What a transport needs around it. */
export interface Surroundings {
  readonly url: string;
  stop(): Promise<void>;
}

/** How a transport differs. */
export interface SuiteOptions {
  /** Why the suite cannot run here. */
  readonly skip?: string;
  /** A call that nobody can take fails at once, rather than at its deadline. */
  readonly unroutableFails?: boolean;
}

/** The promises of client and server, whatever carries the messages. */
export function serviceSuite(
  name: string,
  surround: () => Promise<Surroundings>,
  { unroutableFails = false, ...options }: SuiteOptions = {},
): void {
  describe(`a service over ${name}`, options, () => {
    let surroundings: Surroundings;
    let serverTransport: RpcTransport;
    let transport: RpcTransport;
    let client: ThingClient;
    let servers: RpcServer[] = [];

    before(async () => {
      surroundings = await surround();
      serverTransport = getRpcTransport({ url: surroundings.url });
      transport = getRpcTransport({ url: surroundings.url });
      client = new ThingClient(transport, { timeout: 10 });
    });
    afterEach(async () => {
      await Promise.all(servers.map((server) => server.stop()));
      servers = [];
    });
    after(async () => {
      await Promise.all([transport.close(), serverTransport.close()]);
      await surroundings.stop();
    });

    async function serve(server = "one", via = serverTransport): Promise<ThingEndpoint> {
      const endpoint = new ThingEndpoint(server);
      const rpcServer = new RpcServer(via, { server, endpoints: [endpoint] });
      servers.push(rpcServer);
      await rpcServer.start();
      return endpoint;
    }

    it("answers calls with what the method returns", async () => {
      await serve();
      assert.equal(await client.join("a", "b"), "ab");
      assert.equal(await client.join("a"), "a");
    });

    it("carries any JSON value unchanged", async () => {
      await serve();
      const values = [null, "ü \u{1f600} \u0000", 1.5, 2n ** 80n, [1, [2]], { a: { b: [] } }, Number.NaN];
      for (const value of values) assert.deepEqual(await client.echo(value), value);
    });

    it("makes bigints of int64 on both sides", async () => {
      await serve();
      assert.equal(await client.long(41n), 42n);
      assert.equal(await client.long(2n ** 62n), 2n ** 62n + 1n);
    });

    it("carries a megabyte", async () => {
      await serve();
      const value = "x".repeat(1 << 20);
      assert.equal(await client.echo(value), value);
    });

    it("runs many calls at once", async () => {
      await serve();
      const numbers = Array.from({ length: 500 }, (_, index) => index);
      assert.deepEqual(await Promise.all(numbers.map((number) => client.echo(number))), numbers);
    });

    it("passes the context and the deadline on", async () => {
      const endpoint = await serve();
      await client.prepare({ context: { request_id: "req-1" }, timeout: 7 }).echo(1);
      const [context] = endpoint.contexts;
      assert.equal(context?.fields.request_id, "req-1");
      assert.ok(context?.remaining !== undefined && context.remaining > 0 && context.remaining <= 7);
    });

    it("tells a method what is left of a call that waited for it", async () => {
      const configuration = loadConfiguration({ values: { executor_thread_pool_size: 1 } });
      const busyTransport = getRpcTransport({ url: surroundings.url, configuration });
      const left: (number | undefined)[] = [];
      class Busy extends ThingEndpoint {
        override echo(ctx: RequestContext, value?: unknown): unknown {
          left.push(ctx.remaining);
          return super.echo(ctx, value);
        }
      }
      const endpoint = new Busy();
      const server = new RpcServer(busyTransport, { server: "busy", endpoints: [endpoint] });
      try {
        await server.start();
        const running = client.wait(60);
        await endpoint.begun(1);
        const waiting = client.prepare({ timeout: 30 }).echo(1);
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        endpoint.release();
        await Promise.all([running, waiting]);
        // It was on its way for a part of that time, on a busy machine for more.
        assert.ok(left[0] !== undefined && left[0] > 0 && left[0] <= 28.5, `${left[0]} s are left`);
      } finally {
        await server.stop();
        await busyTransport.close();
      }
    });

    it("sends casts", async () => {
      const endpoint = await serve();
      await client.sink({ n: 1 });
      assert.deepEqual(await endpoint.sunk(1), [{ n: 1 }]);
    });

    it("sends casts that must arrive, and tells of those that cannot", async () => {
      const sure = client.prepare({ transportOptions: { atLeastOnce: true } });
      const endpoints = [await serve("one"), await serve("two")];
      await sure.sink("any");
      await sure.prepare({ server: "two" }).sink("two");
      await sure.prepare({ fanout: true }).sink("all");
      for (const endpoint of endpoints) {
        for (let count = 1; !(await endpoint.sunk(count)).includes("all"); count += 1);
      }
      const all = (await Promise.all(endpoints.map((endpoint) => endpoint.sunk(1)))).flat();
      assert.deepEqual([...all].sort(), ["all", "all", "any", "two"]);

      for (const nobody of [{ topic: "nobody" }, { topic: "nobody", fanout: true }]) {
        const cast = sure.prepare({ ...nobody, timeout: unroutableFails ? 30 : 0.3 }).sink("nobody");
        await assert.rejects(cast, (error: Error) => {
          assert.ok(error instanceof MessageDeliveryFailure, String(error));
          assert.equal(
            error instanceof MessageUndeliverable,
            unroutableFails || ("fanout" in nobody && name === "fake://"),
          );
          return error.mayHaveRun === false;
        });
      }
    });

    it("sends a fanout cast to every server", async () => {
      const endpoints = [await serve("one"), await serve("two")];
      await client.prepare({ fanout: true }).sink("all");
      assert.deepEqual(await Promise.all(endpoints.map((endpoint) => endpoint.sunk(1))), [["all"], ["all"]]);
    });

    it("gathers the answers of all servers to one request", async () => {
      await serve("one");
      await serve("two");
      const answers: unknown[] = [];
      const controller = new AbortController();
      const request = transport.send(
        { topic: "things", exchange: "test", fanout: true },
        {},
        { method: "who", args: {}, namespace: "things" },
        {
          waitForReply: true,
          timeout: 10,
          signal: controller.signal,
          onReply: (reply) => {
            answers.push("response" in reply ? reply.response : reply);
            if (answers.length === 2) controller.abort(new Error("that is all"));
          },
        },
      );
      await assert.rejects(request, /that is all/);
      assert.deepEqual(answers.sort(), ["one", "two"]);
    });

    it("reaches one server by its name", async () => {
      await serve("one");
      await serve("two");
      for (const server of ["one", "two", "one"]) {
        assert.equal(await client.prepare({ server }).who(), server);
      }
    });

    it("shares calls between the servers of a topic", async () => {
      await serve("one");
      await serve("two");
      const answers = new Set(await Promise.all(Array.from({ length: 20 }, () => client.who())));
      assert.deepEqual([...answers].sort(), ["one", "two"]);
    });

    it("waits for a server that comes later", async () => {
      const answer = client.who();
      await serve("late");
      assert.equal(await answer, "late");
    });

    it("gives a declared error back as its class", async () => {
      await serve();
      await assert.rejects(client.fail("declared"), (error) => {
        assert.ok(error instanceof NotReady);
        assert.equal(error.message, "not yet");
        assert.deepEqual({ ...error.kwargs }, { after: 5 });
        return true;
      });
    });

    it("gives any other error back as a RemoteError without a stack", async () => {
      await serve();
      await assert.rejects(client.fail("boom"), (error) => {
        assert.ok(error instanceof RemoteError);
        assert.deepEqual([error.excModule, error.excType, error.value], ["builtins", "RuntimeError", "boom"]);
        assert.deepEqual(error.traceback, []);
        return true;
      });
    });

    it("refuses ill-typed arguments before sending them", async () => {
      const error = await client.join(5 as unknown as string).catch((caught: unknown) => caught);
      assert.ok(error instanceof InvalidArguments);
      assert.equal(error.pointer, "/left");
    });

    it("refuses ill-typed arguments from a caller without a schema", async () => {
      await serve();
      const untyped = new RpcClient(
        transport,
        { topic: "things", exchange: "test", namespace: "things", version: "1.2" },
        { timeout: 10 },
      );
      for (const args of [{ left: 5 }, {}, { left: "a", other: 1 }, [], "x"]) {
        const error = await untyped
          .call("join", args as Record<string, unknown>)
          .catch((caught: unknown) => caught);
        assert.ok(error instanceof RemoteError, String(error));
        assert.deepEqual([error.excModule, error.excType], ["oslo_rpc.exceptions", "InvalidArguments"]);
      }
    });

    it("refuses a method's ill-typed result without showing it", async () => {
      await serve();
      await assert.rejects(client.badResult(), (error) => {
        assert.ok(error instanceof RemoteError);
        assert.equal(error.excType, "InvalidResult");
        return true;
      });
    });

    it("tells the caller that a result cannot be written, whatever is wrong with it", async () => {
      let result: unknown;
      class Unwritable extends ThingEndpoint {
        override echo(): unknown {
          return result;
        }
      }
      const server = new RpcServer(serverTransport, { server: "one", endpoints: [new Unwritable()] });
      servers.push(server);
      await server.start();
      for (result of [new Map(), { toJSON: () => assert.fail("not for JSON") }, () => {}]) {
        const error = await client.echo().catch((caught: unknown) => caught);
        assert.ok(error instanceof RemoteError, String(error));
        assert.equal(error.excType, "InvalidResult");
      }
    });

    it("knows no methods but the definition's", async () => {
      await serve();
      const untyped = new RpcClient(
        transport,
        { topic: "things", exchange: "test", namespace: "things" },
        { timeout: 10 },
      );
      for (const method of [
        "constructor",
        "toString",
        "__proto__",
        "descriptor",
        "release",
        "_private",
        "then",
      ]) {
        const error = await untyped.call(method).catch((caught: unknown) => caught);
        assert.ok(error instanceof RemoteError, method);
        assert.equal(error.excType, "NoSuchMethod");
      }
    });

    it("refuses versions and namespaces it does not serve", async () => {
      await serve();
      const target = { topic: "things", exchange: "test" };
      for (const { namespace = "things", version = "1.0" } of [
        { version: "1.3" },
        { version: "2.0" },
        { namespace: "other" },
        { version: "x" },
      ]) {
        const untyped = new RpcClient(transport, { ...target, namespace }, { timeout: 10 });
        const error = await untyped.call("who", {}, version).catch((caught: unknown) => caught);
        assert.ok(error instanceof RemoteError, `${namespace} ${version}`);
        assert.equal(error.excType, "UnsupportedVersion");
      }
    });

    it("keeps to a version cap", async () => {
      await serve();
      const capped = client.prepare({ versionCap: "1.1" });
      assert.equal(await capped.join("a"), "a");
      await assert.rejects(capped.join("a", "b"), RPCVersionCapError);
      assert.equal(capped.canSendVersion("1.1"), true);
      assert.equal(capped.canSendVersion("1.2"), false);
    });

    it("refuses a call to many", async () => {
      await assert.rejects(client.prepare({ fanout: true }).who(), InvalidTarget);
    });

    it("ends a call that takes too long", async () => {
      const endpoint = await serve();
      await assert.rejects(client.prepare({ timeout: 0.2 }).wait(60), MessagingTimeout);
      endpoint.release();
    });

    it(`ends a call to nobody ${unroutableFails ? "at once" : "at its deadline"}`, async () => {
      const call = client.prepare({ timeout: unroutableFails ? 30 : 0.2, server: "nobody" }).who();
      await assert.rejects(call, unroutableFails ? MessageUndeliverable : MessagingTimeout);
    });

    it("sends nothing whose signal is aborted", async () => {
      const endpoint = await serve();
      const aborted = client.prepare({ signal: AbortSignal.abort(new Error("too late")) });
      await assert.rejects(aborted.join("a"), /too late/);
      await assert.rejects(aborted.sink("never"), /too late/);
      await client.sink("last");
      assert.deepEqual(await endpoint.sunk(1), ["last"]);
    });

    it("ends a call whose signal is aborted", async () => {
      const endpoint = await serve();
      const controller = new AbortController();
      const call = client.prepare({ signal: controller.signal }).wait(60);
      await endpoint.begun(1);
      controller.abort(new Error("enough"));
      await assert.rejects(call, /enough/);
      endpoint.release();
    });

    it("keeps a monitored call alive", async () => {
      await serve();
      assert.equal(await client.prepare({ callMonitorTimeout: 4 }).wait(5), null);
    });

    it("answers what it has taken before it stops", async () => {
      const endpoint = await serve();
      const call = client.wait(60);
      await endpoint.begun(1);
      const stopped = servers[0]?.stop();
      endpoint.release();
      assert.equal(await call, null);
      await stopped;
    });

    it("lets calls go when its transport is closed", async () => {
      const other = getRpcTransport({ url: surroundings.url });
      const call = new ThingClient(other).prepare({ server: "nobody" }).who();
      const failed = assert.rejects(
        call,
        (error) => error instanceof MessageDeliveryFailure && error.code === "TRANSPORT_CLOSED",
      );
      await other.close();
      await failed;
      await assert.rejects(new ThingClient(other).who(), MessageDeliveryFailure);
    });
  });
}
