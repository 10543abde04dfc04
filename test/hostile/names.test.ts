import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { RpcClient, RpcServer, type RpcTransport } from "../../src/index.js";
import type { Router } from "../../src/router/index.js";
import { Started, startRouter } from "../integration/amqp/harness.js";
import { amqpHeader, frame, rawClient } from "../integration/router/raw-client.js";
import { ThingEndpoint, thingDescriptor } from "../integration/service/thing-service.js";
import { quickTransport } from "./support/healthy.js";
import { answerWith, RawCaller } from "./support/raw-rpc.js";

const { topic, exchange, namespace } = thingDescriptor;
const limit = { timeout: 60_000 };
const poison = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "plain": true}';

const request = (method: string, args: string, context = "{}"): string =>
  JSON.stringify({ request: { method, namespace, version: "1.0", args: "ARGS" }, context: "CONTEXT" })
    .replace('"ARGS"', args)
    .replace('"CONTEXT"', context);

/** Nothing has come to a prototype, and the value has the members as its own, and reads none through them. */
function isHarmless(value: unknown): void {
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  assert.equal((Object as unknown as { polluted?: number }).polluted, undefined);
  const members = value as Readonly<Record<string, unknown>>;
  assert.deepEqual(Object.keys(members), ["__proto__", "constructor", "plain"]);
  assert.equal(members.polluted, undefined);
  assert.notEqual(
    Object.getPrototypeOf(members),
    Object.getOwnPropertyDescriptor(members, "__proto__")?.value,
  );
}

/** Writes down whatever of it is run, read or looked up beside the methods of its definition. */
class Trap extends ThingEndpoint {
  readonly touched: string[] = [];
  values: unknown[] = [];

  get secret(): () => string {
    this.touched.push("secret");
    return () => "secret";
  }

  _private(): string {
    this.touched.push("_private");
    return "private";
  }

  // biome-ignore lint/suspicious/noThenProperty: whoever takes an endpoint for a promise runs it
  then(): void {
    this.touched.push("then");
  }

  override toString(): string {
    this.touched.push("toString");
    return "trap";
  }

  override echo(ctx: Parameters<ThingEndpoint["echo"]>[0], value?: unknown): unknown {
    this.values.push(value);
    return super.echo(ctx, value);
  }
}

describe("names that mean something to JavaScript", () => {
  const started = new Started();
  const trap = new Trap();
  let router: Router;
  let transport: RpcTransport;
  let caller: RawCaller;

  before(async () => {
    router = await startRouter(started);
    transport = quickTransport(router.url);
    const server = new RpcServer(transport, { server: "trap", endpoints: [trap] });
    await server.start();
    caller = await RawCaller.connect(started, router.port);
    started.add(() => transport.close());
    started.add(() => server.stop());
  });
  after(() => started.stop());

  const methods = [
    ..."constructor toString __proto__ hasOwnProperty valueOf __defineGetter__ _private then".split(" "),
    ..."secret touched descriptor release sunk contexts name".split(" "),
  ];
  for (const method of methods) {
    it(`as a method, ${method}: there is none, and nothing of it is touched`, limit, async () => {
      const before = trap.touched.length;
      const reply = await caller.call(request(method, "{}"));
      const { failure } = JSON.parse(String(reply)) as { failure: string };
      const { class: name, module } = JSON.parse(failure) as { class: string; module: string };
      assert.deepEqual([name, module], ["NoSuchMethod", "oslo_messaging.rpc.dispatcher"]);
      assert.equal(trap.touched.length, before, trap.touched.join());
    });
  }

  it("as names of arguments they are refused", limit, async () => {
    for (const args of ['{"__proto__": 1}', '{"constructor": 1}', '{"value": 1, "toString": 2}']) {
      assert.match(String(await caller.call(request("echo", args))), /InvalidArguments/);
    }
  });

  it("within arguments and results they are members like any other", limit, async () => {
    const reply = await caller.call(request("echo", `{"value": ${poison}}`));
    isHarmless(trap.values.at(-1));
    assert.equal(reply, `{"response":${poison.replaceAll(" ", "")}}`);
  });

  it("within a context they are members like any other, and give nobody a role", limit, async () => {
    await caller.call(
      request("echo", "{}", poison.replaceAll('"polluted": 1', '"is_admin": true, "roles": ["admin"]')),
    );
    const context = trap.contexts.at(-1);
    assert.equal(context?.isAdmin, undefined);
    assert.equal(context?.roles, undefined);
    assert.deepEqual(Object.keys(context?.toFields() ?? {}), ["__proto__", "constructor", "plain"]);
  });

  it("within a reply they are members like any other", limit, async () => {
    const other = await startRouter(started);
    await answerWith(started, other.port, () => `{"response": ${poison}}`);
    const asking = quickTransport(other.url);
    started.add(() => asking.close());
    const client = new RpcClient(asking, { topic, exchange, namespace }, { timeout: 30 });
    isHarmless(await client.call("echo", {}));
  });

  it("as keys of a message's own sections they are passed over", limit, async () => {
    // application-properties: {"__proto__": {"polluted": 1}, "constructor": 1}
    const key = (name: string, code: number) =>
      Buffer.concat([Buffer.from([code, name.length]), Buffer.from(name)]);
    const map = (code: number) => {
      const inner = Buffer.concat([key("polluted", code), Buffer.from([0x54, 1])]);
      const entries = Buffer.concat([
        key("__proto__", code),
        Buffer.from([0xc1, inner.length + 1, 2]),
        inner,
        key("constructor", code),
        Buffer.from([0x54, 1]),
      ]);
      return Buffer.concat([Buffer.from([0xc1, entries.length + 1, 4]), entries]);
    };
    const sections = Buffer.concat([Buffer.from([0, 0x53, 0x74]), map(0xa1)]);
    const reply = await caller.call(request("who", "{}"), sections);
    assert.equal(reply, '{"response":"one"}');
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it("as keys of a connection's properties they end it", limit, async () => {
    const { violations } = router.statistics();
    const client = await rawClient(started, router.port);
    const properties = Object.fromEntries([["constructor", 1]]);
    client.socket.write(Buffer.concat([amqpHeader, frame("open", { container_id: "x", properties })]));
    await client.closed;
    assert.equal(router.statistics().violations, violations + 1);
  });
});
