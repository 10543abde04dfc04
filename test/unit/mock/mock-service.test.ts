import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RemoteError, RpcClient, RpcServer, type ServiceDescriptor } from "../../../src/index.js";
import { type MockOptions, mockService } from "../../../src/testing/index.js";
import {
  MyServiceClient,
  type MyServiceEndpoint,
  myServiceDescriptor,
  NotReady,
} from "../../fixtures/generated/my-service/index.js";
import {
  type Instance,
  VersionedClient,
  versionedDescriptor,
} from "../../fixtures/generated/versioned/index.js";
import { fakeTransport } from "../rpc/support.js";

/** A client of a mock that runs until the test ends. */
async function clientOf(
  test: TestContext,
  options: MockOptions<MyServiceEndpoint> = {},
): Promise<MyServiceClient> {
  const transport = fakeTransport(test);
  const endpoint = mockService<MyServiceEndpoint>(myServiceDescriptor, options);
  const server = new RpcServer(transport, { server: "mock", endpoints: [endpoint] });
  test.after(() => server.stop());
  await server.start();
  return new MyServiceClient(transport, { timeout: 30 });
}

async function answers(client: MyServiceClient): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (let count = 0; count < 5; count += 1) found.push(await client.methodA("a"), await client.common());
  return found;
}

/** The definition with other members in one of its methods. */
function withMethod(name: string, members: object): ServiceDescriptor {
  const methods = myServiceDescriptor.methods.map((method) =>
    method.name === name ? { ...method, ...members } : method,
  );
  return { ...myServiceDescriptor, methods };
}

describe("a mock of a service", () => {
  it("answers what fits, and the same for the same seed", async (test) => {
    const first = await answers(await clientOf(test, { seed: 7 }));
    assert.deepEqual(first, await answers(await clientOf(test, { seed: 7 })));
    assert.notDeepEqual(first, await answers(await clientOf(test, { seed: 8 })));
    assert.equal(new Set(first.map((answer) => JSON.stringify(answer))).size, first.length);
  });

  it("takes casts, and answers null where there is no result", async (test) => {
    const client = await clientOf(test);
    await client.sink({ n: 1 });
    assert.equal(await client.sleep(1), null);
  });

  it("raises declared errors: always, so often, or where the caller asks", async (test) => {
    const always = await clientOf(test, { errors: { methodA: "NotReady" } });
    await assert.rejects(always.methodA("a"), NotReady);
    const seldom = await clientOf(test, { errors: { methodA: { name: "NotReady", rate: 0.3 } } });
    const outcomes: string[] = [];
    for (let count = 0; count < 40; count += 1)
      outcomes.push(
        await seldom.methodA("a").then(
          () => "answer",
          (error: unknown) => (error as Error).name,
        ),
      );
    const failed = outcomes.filter((outcome) => outcome === "NotReady").length;
    assert.ok(failed > 3 && failed < 25, `${failed}`);
    const asked = (await clientOf(test)).prepare({ context: { mock_error: "NotReady" } });
    await assert.rejects(asked.methodA("a"), NotReady);
    await assert.rejects(asked.common(), /common declares no error "NotReady"; it has none/);
  });

  it("raises errors of a method that may be called or cast", async (test) => {
    const transport = fakeTransport(test);
    const endpoint = mockService(withMethod("methodA", { kind: "both" }), {
      errors: { methodA: "NotReady" },
    });
    const server = new RpcServer(transport, { server: "mock", endpoints: [endpoint] });
    test.after(() => server.stop());
    await server.start();
    await assert.rejects(new MyServiceClient(transport, { timeout: 30 }).methodA("a"), NotReady);
  });

  it("answers by a method of the test where there is one", async (test) => {
    const client = await clientOf(test, { methods: { methodA: async (_ctx, arg1) => ({ arg1 }) } });
    assert.deepEqual(await client.methodA("own"), { arg1: "own" });
    assert.equal(typeof (await client.common()), "string");
  });

  it("answers versioned objects with their fields", async (test) => {
    const transport = fakeTransport(test);
    const endpoint = mockService(versionedDescriptor);
    const server = new RpcServer(transport, { server: "mock", endpoints: [endpoint] });
    test.after(() => server.stop());
    await server.start();
    const client = new VersionedClient(transport);
    const built: (Instance | null)[] = [];
    for (let count = 0; count < 10; count += 1)
      built.push(await client.build({ uuid: "9ea52684-f4e1-4108-b5a5-e6cb043d7bfb" }));
    assert.ok(built.some((instance) => typeof instance?.uuid === "string"));
    for (const instance of built) assert.ok(["bigint", "undefined"].includes(typeof instance?.memory_mb));
  });

  it("takes its time", async (test) => {
    const client = await clientOf(test, { latency: [40, 60] });
    const start = performance.now();
    await client.common();
    assert.ok(performance.now() - start >= 39);
  });

  it("takes examples first, unless it is told otherwise", async (test) => {
    const schema = { type: "string", examples: ["first", "second"] };
    const transport = fakeTransport(test);
    const common = async (examples: boolean) => {
      const endpoint = mockService(withMethod("common", { result: schema }), { examples });
      const server = new RpcServer(transport, { server: `examples-${examples}`, endpoints: [endpoint] });
      test.after(() => server.stop());
      await server.start();
      return await new MyServiceClient(transport, { server: `examples-${examples}` }).common();
    };
    assert.match(await common(true), /^(first|second)$/);
    assert.doesNotMatch(await common(false), /^(first|second)$/);
  });

  it("says that there is nothing it could answer", async (test) => {
    const result = { type: "integer", minimum: 2, maximum: 1 };
    const transport = fakeTransport(test);
    const endpoint = mockService(withMethod("common", { result }));
    const server = new RpcServer(transport, { server: "mock", endpoints: [endpoint] });
    test.after(() => server.stop());
    await server.start();
    const { topic, exchange, namespace } = myServiceDescriptor;
    const client = new RpcClient(transport, { topic, exchange, namespace });
    await assert.rejects(
      client.call("common", {}),
      (error) =>
        error instanceof RemoteError &&
        /The mock of MyService has no value for \/methods\/common\/result: none can fit it/.test(
          error.message,
        ),
    );
  });

  it("refuses options that name what is not there", () => {
    const refused = (options: MockOptions<MyServiceEndpoint>, message: RegExp) =>
      assert.throws(() => mockService(myServiceDescriptor, options), { name: "RangeError", message });
    refused({ errors: { metodA: "NotReady" } }, /MyService has no method "metodA"; did you mean "methodA"\?/);
    refused({ errors: { methodA: "NotRedy" } }, /methodA has no error "NotRedy"; did you mean "NotReady"\?/);
    refused({ errors: { common: "NotReady" } }, /common has no error "NotReady"; it has no errors/);
    refused({ errors: { methodA: { name: "NotReady", rate: 2 } } }, /rate of NotReady is from 0 to 1, not 2/);
    refused({ methods: { methodB: () => 1 } as never }, /MyService has no method "methodB"/);
    refused({ latency: [5, 1] }, /latency is milliseconds/);
  });
});
