import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import {
  type Interceptor,
  InvalidArguments,
  RemoteError,
  RPCVersionCapError,
  RpcClient,
  RpcServer,
  type RpcTransport,
  ServiceClient,
  type ServiceClientOptions,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../../../src/index.js";
import { load } from "../definition/definition-file.js";
import { fakeTransport } from "./support.js";

const descriptor: ServiceDescriptor = toDescriptor(
  load({
    service: "Spans",
    topic: "spans",
    version: "1.4",
    methods: {
      build: {
        params: [
          { name: "image", schema: { type: "string" } },
          { name: "legacy", schema: { type: "string" }, until: "1.1" },
          {
            name: "size",
            schema: { type: "integer", format: "int64", default: 7 },
            earlier: [
              { until: "1.1", schema: { type: "string", default: "small" } },
              { until: "1.2", schema: { type: "integer" } },
            ],
            required: false,
          },
          { name: "hint", schema: { type: "string" }, since: "1.4", required: false },
        ],
        result: {},
      },
      tag: {
        params: [{ name: "key", schema: {}, required: false, until: "1.0" }],
        additionalParams: {},
        result: {},
      },
    },
  }),
);

class Endpoint extends ServiceEndpoint {
  readonly descriptor = descriptor;
  build(_context: unknown, ...args: unknown[]): string[] {
    return args.map((arg) => (arg === undefined ? "none" : `${typeof arg} ${String(arg)}`));
  }
  tag(_context: unknown, key: unknown, others: object): unknown {
    return [key ?? "none", others];
  }
}

class Client extends ServiceClient {
  constructor(transport: RpcTransport, options?: ServiceClientOptions) {
    super(descriptor, transport, { timeout: 10, ...options });
  }
  build(...args: readonly unknown[]): Promise<unknown> {
    return this.invoke("build", args);
  }
}

interface Peers {
  readonly client: Client;
  readonly raw: RpcClient;
  /** Of the requests that came, the newest first. */
  readonly versions: (string | null | undefined)[];
}

async function peers(test: TestContext): Promise<Peers> {
  const transport = fakeTransport(test);
  const versions: (string | null | undefined)[] = [];
  const noting: Interceptor = (next) => (request) => {
    versions.unshift(request.version);
    return next(request);
  };
  const server = new RpcServer(transport, {
    server: "one",
    endpoints: [new Endpoint()],
    interceptors: [noting],
  });
  await server.start();
  test.after(() => server.stop());
  const raw = new RpcClient(transport, { topic: "spans" }, { timeout: 10 });
  return { client: new Client(transport), raw, versions };
}

describe("what holds up to a version", () => {
  it("lets a client send the first version that takes its arguments", async (test) => {
    const { client, versions } = await peers(test);
    const sent = async (...args: unknown[]) => [await client.build(...args), versions[0]];
    assert.deepEqual(await sent("i", "old"), [["string i", "string old", "string small", "none"], "1.0"]);
    assert.deepEqual(await sent("i", "old", "5"), [["string i", "string old", "string 5", "none"], "1.0"]);
    assert.deepEqual(await sent("i"), [["string i", "none", "none", "none"], "1.2"]);
    assert.deepEqual(await sent("i", undefined, 5), [["string i", "none", "number 5", "none"], "1.2"]);
    assert.deepEqual(await sent("i", undefined, 5n), [["string i", "none", "bigint 5", "none"], "1.3"]);
    assert.deepEqual(await sent("i", undefined, undefined, "h"), [
      ["string i", "none", "bigint 7", "string h"],
      "1.4",
    ]);
  });

  it("refuses at the client what no version takes", async (test) => {
    const { client, versions } = await peers(test);
    const refused = (args: readonly unknown[], told: RegExp) =>
      assert.rejects(
        client.build(...args),
        (error) => error instanceof InvalidArguments && told.test(error.message),
      );
    await refused(["i", "old", 5n], /legacy: the method has it up to version 1\.1 only/);
    await refused(["i", "old", undefined, "h"], /legacy: the method has it up to version 1\.1 only/);
    await refused(["i", undefined, true], /size: must be bigint/);
    await refused([undefined], /image: is required/);
    assert.deepEqual(versions, []);
  });

  it("keeps to the version that the program names, and to its cap", async (test) => {
    const { client, versions } = await peers(test);
    const pinned = client.prepare({ version: "1.2" });
    await pinned.build("i", undefined, 5);
    assert.equal(versions[0], "1.2");
    await assert.rejects(pinned.build("i", undefined, 5n), InvalidArguments);
    await assert.rejects(pinned.build("i", "old"), InvalidArguments);
    const capped = client.prepare({ versionCap: "1.1" });
    await capped.build("i", "old", "5");
    await assert.rejects(capped.build("i"), RPCVersionCapError);
  });

  it("is what a server checks and converts requests by, whoever sends them", async (test) => {
    const { raw } = await peers(test);
    const call = (version: string | undefined, args: object) =>
      raw.call("build", args as Readonly<Record<string, unknown>>, version);
    const refused = (version: string | undefined, args: object, told: RegExp) =>
      assert.rejects(
        call(version, args),
        (error) => error instanceof RemoteError && told.test(error.message),
        JSON.stringify([version, args]),
      );
    assert.deepEqual(await call("1.1", { image: "i", legacy: "l", size: "5" }), [
      ...["string i", "string l", "string 5", "none"],
    ]);
    assert.deepEqual((await call("1.3", { image: "i", size: 5 })) as unknown, [
      ...["string i", "none", "bigint 5", "none"],
    ]);
    assert.deepEqual(await call("1.1.7", { image: "i", legacy: "l" }), [
      ...["string i", "string l", "string small", "none"],
    ]);
    await refused("1.1", { image: "i", legacy: "l", size: 5 }, /size: must be string/);
    await refused("1.1", { image: "i" }, /legacy: is required/);
    await refused(undefined, { image: "i" }, /legacy: is required/);
    await refused("1.2", { image: "i", legacy: "l" }, /legacy: the method has it up to version 1\.1 only/);
    await refused("1.2", { image: "i", size: "5" }, /size: must be integer/);
  });

  it("is no further argument afterwards", async (test) => {
    const { raw } = await peers(test);
    assert.deepEqual(await raw.call("tag", { key: 1, more: 2 }, "1.0"), [1, { more: 2 }]);
    await assert.rejects(
      raw.call("tag", { key: 1, more: 2 }, "1.1"),
      /key: the method has it up to version 1\.0/,
    );
    assert.deepEqual(await raw.call("tag", { more: 2 }, "1.1"), ["none", { more: 2 }]);
  });
});
