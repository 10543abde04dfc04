import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it, mock } from "node:test";
import {
  InvalidTarget,
  MessagingTimeout,
  type MethodDescriptor,
  type PrepareOptions,
  RPCVersionCapError,
  RpcClient,
  type RpcTransport,
  ServiceClient,
} from "../../../src/index.js";
import { timers } from "../../../src/time/timers.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "./support.js";

type Sent = Parameters<RpcTransport["send"]>;

/** Answers every request with null and keeps what was sent. */
function recording(transport: RpcTransport): Sent[] {
  const sent: Sent[] = [];
  mock.method(transport, "send", async (...args: Sent) => {
    sent.push(args);
    return { response: null };
  });
  return sent;
}

describe("a client", () => {
  it("keeps the target and the options that it was made with, whatever becomes of those objects", async (test) => {
    const transport = fakeTransport(test);
    const sent = recording(transport);
    const target = { topic: "first", namespace: "n", version: "1.0" };
    const options = { timeout: 10, versionCap: "1.5" };
    const client = new RpcClient(transport, target, options);
    await client.call("echo");
    Object.assign(target, { topic: "second", namespace: "other", version: "9.0", server: "s" });
    Object.assign(options, { timeout: -1, versionCap: "9.0" });
    await client.call("echo");
    await client.prepare({ fanout: false }).call("echo");
    const [first, ...others] = sent.map(([{ topic, server }, , { namespace, version }, { timeout }]) => ({
      topic,
      server,
      namespace,
      version,
      timeout,
    }));
    assert.deepEqual(others, [first, first]);
    assert.ok(!client.canSendVersion("1.6") && client.canSendVersion());
  });
});

describe("prepare", () => {
  it("passes every override on", async (test) => {
    const transport = fakeTransport(test);
    const sent = recording(transport);
    const { signal } = new AbortController();
    const overrides = {
      exchange: "e",
      topic: "t",
      namespace: "n",
      version: "1.2",
      server: "s",
      timeout: 3,
      versionCap: "1.4",
      retry: 2,
      callMonitorTimeout: 4,
      transportOptions: { atLeastOnce: true },
      context: { request_id: "r" },
      signal,
    };
    await new RpcClient(transport, { topic: "other" }).prepare(overrides).call("m", { a: 1 });
    await new ThingClient(transport).prepare(overrides).wait(1);
    for (const [target, context, message, options] of sent) {
      assert.deepEqual(
        { ...target },
        { exchange: "e", topic: "t", namespace: "n", version: "1.2", server: "s", fanout: undefined },
      );
      assert.deepEqual(context, { request_id: "r" });
      assert.deepEqual([message.namespace, message.version], ["n", "1.2"]);
      assert.deepEqual(options, {
        waitForReply: true,
        timeout: 3,
        retry: 2,
        callMonitorTimeout: 4,
        transportOptions: { atLeastOnce: true },
        signal,
      });
    }
    assert.equal(sent.length, 2);
  });

  it("passes on what a cast can use", async (test) => {
    const transport = fakeTransport(test);
    const sent = recording(transport);
    const transportOptions = { atLeastOnce: true };
    await new RpcClient(transport, { topic: "t" })
      .prepare({ fanout: true, timeout: 2, retry: 0, callMonitorTimeout: 3, transportOptions })
      .cast("m");
    const [target, , , options] = sent[0] ?? assert.fail();
    assert.equal(target.fanout, true);
    assert.deepEqual(
      { ...options },
      { waitForReply: false, timeout: 2, retry: 0, signal: undefined, transportOptions },
    );
  });

  it("keeps what is undefined, unsets what is null, and changes no other client", async (test) => {
    const transport = fakeTransport(test);
    const sent = recording(transport);
    const client = new RpcClient(transport, { topic: "t", namespace: "n" }, { timeout: 7 });
    const one = client.prepare({ server: "s", versionCap: "1.0" });
    const steps: [RpcClient, PrepareOptions][] = [
      [one, {}],
      [one, { server: undefined, timeout: undefined }],
      [one, { server: null, namespace: null, timeout: null, versionCap: null }],
      [client, {}],
    ];
    for (const [from, overrides] of steps) await from.prepare(overrides).call("m", {}, "1.0");
    assert.deepEqual(
      sent.map(([target, , message, options]) => [target.server, message.namespace, options.timeout]),
      [
        ["s", "n", 7],
        ["s", "n", 7],
        [undefined, undefined, 60],
        [undefined, "n", 7],
      ],
    );
    assert.equal(one.canSendVersion("1.1"), false);
    assert.equal(one.prepare({ versionCap: null }).canSendVersion("9.9"), true);
  });

  it("gives a generated client back its definition's values for null", async (test) => {
    const transport = fakeTransport(test);
    const sent = recording(transport);
    const client = new ThingClient(transport, { server: "s", version: "1.0", timeout: 3 });
    await client.prepare({ server: null, version: null, timeout: null }).wait(0);
    const [target, , message, options] = sent[0] ?? assert.fail();
    assert.deepEqual([target.server, message.version, options.timeout], [undefined, "1.0", 60]);
  });

  it("refuses what is no version, no topic or no time", async (test) => {
    const transport = fakeTransport(test);
    const clients = [new RpcClient(transport, { topic: "t" }), new ThingClient(transport)];
    for (const client of clients) {
      assert.throws(() => client.prepare({ version: "one" }), InvalidTarget);
      assert.throws(() => client.prepare({ versionCap: "1" }), InvalidTarget);
      assert.throws(() => client.prepare({ topic: null }), InvalidTarget);
      assert.throws(() => client.prepare({ timeout: -1 }), RangeError);
      assert.throws(() => client.prepare({ callMonitorTimeout: Number.NaN }), RangeError);
    }
  });

  it("refuses a call monitor timeout in which no server says that it is alive", async (test) => {
    const transport = fakeTransport(test);
    const tooShort = {
      name: "RangeError",
      message: /callMonitorTimeout must be 0 or .* from 2 up, not 1\.9:/,
    };
    const short = { callMonitorTimeout: 1.9 };
    for (const client of [new RpcClient(transport, { topic: "t" }), new ThingClient(transport)]) {
      assert.throws(() => client.prepare(short), tooShort);
      client.prepare({ callMonitorTimeout: 2 });
      client.prepare({ callMonitorTimeout: 0 });
    }
    assert.throws(() => new RpcClient(transport, { topic: "t" }, short), tooShort);
    assert.throws(() => new ThingClient(transport, short), tooShort);
  });

  it("raises that of a definition to what servers keep to", async (test) => {
    const transport = fakeTransport(test);
    const sent = recording(transport);
    const method = (name: string, callMonitorTimeout?: number): MethodDescriptor => {
      const monitored = callMonitorTimeout === undefined ? {} : { callMonitorTimeout };
      return { name, kind: "call", since: "1.0", params: [], errors: [], ...monitored };
    };
    const methods = [method("short", 0.5), method("enough", 2.5), method("none")];
    class Client extends ServiceClient {
      constructor() {
        super({ format: 1, service: "S", topic: "t", version: "1.0", methods, errors: [] }, transport);
      }
      async callAll(): Promise<void> {
        for (const { name } of methods) await this.invoke(name, []);
      }
    }
    await new Client().callAll();
    assert.deepEqual(
      sent.map(([, , , options]) => options.callMonitorTimeout),
      [2, 2.5, undefined],
    );
  });

  it("keeps the version cap over the version a request needs", async (test) => {
    const transport = fakeTransport(test);
    recording(transport);
    const client = new RpcClient(transport, { topic: "t", version: "1.3" }, { versionCap: "1.2" });
    await assert.rejects(client.call("m"), RPCVersionCapError);
    await assert.rejects(client.cast("m"), RPCVersionCapError);
    await client.call("m", {}, "1.2");
  });
});

describe("an aborted call", () => {
  it("stops waiting and leaves no timer and no listener", async (test) => {
    const transport = fakeTransport(test);
    const { client, endpoint } = await serveThings(test, transport);
    const controller = new AbortController();
    const before = timers.size;
    const call = client.prepare({ signal: controller.signal, callMonitorTimeout: 5 }).wait(60);
    await endpoint.begun(1);
    controller.abort(new Error("enough"));
    await assert.rejects(call, /enough/);
    endpoint.release();
    // What is left is the server's: its heartbeats end with the method.
    await client.who();
    assert.equal(timers.size, before);
  });

  it("leaves nothing at its signal when it ends by itself", async (test) => {
    const transport = fakeTransport(test);
    const { client } = await serveThings(test, transport);
    const { signal } = new AbortController();
    await client.prepare({ signal }).who();
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  it("is not sent when its signal was aborted before", async (test) => {
    const transport = fakeTransport(test);
    const call = new ThingClient(transport).prepare({ signal: AbortSignal.abort(new Error("never")) }).who();
    await assert.rejects(call, /never/);
    const endpoint = new ThingEndpoint();
    let calls = 0;
    endpoint.who = () => {
      calls += 1;
      return "one";
    };
    const { client } = await serveThings(test, transport, { endpoints: [endpoint] });
    await client.who();
    assert.equal(calls, 1);
  });

  it("is withdrawn while no server has taken it", async (test) => {
    const transport = fakeTransport(test);
    const controller = new AbortController();
    const client = new ThingClient(transport, { timeout: 10 });
    const call = client.prepare({ signal: controller.signal }).echo("withdrawn");
    controller.abort(new Error("enough"));
    await assert.rejects(call, /enough/);
    const { endpoint } = await serveThings(test, transport);
    await client.echo("kept");
    assert.equal(endpoint.contexts.length, 1);
  });

  it("leaves no timer when it runs out of time", async (test) => {
    const transport = fakeTransport(test);
    const before = timers.size;
    await assert.rejects(new ThingClient(transport, { timeout: 0.02 }).who(), MessagingTimeout);
    assert.equal(timers.size, before);
  });
});
