import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RpcServer, ServiceClient, type ServiceDescriptor } from "../../../src/index.js";
import { mockService } from "../../../src/testing/index.js";
import {
  QuotaExceeded,
  ShownClient,
  shownDescriptor,
  type Volume,
} from "../../fixtures/generated/shown/index.js";
import { fakeTransport } from "../rpc/support.js";

/** A client of a mock that runs until the test ends. */
async function clientOf(
  test: TestContext,
  descriptor: ServiceDescriptor = shownDescriptor,
  examples = true,
): Promise<ShownClient> {
  const transport = fakeTransport(test);
  const server = new RpcServer(transport, {
    server: "mock",
    endpoints: [mockService(descriptor, { examples })],
  });
  test.after(() => server.stop());
  await server.start();
  return new ShownClient(transport, { timeout: 30 });
}

/** An object's fields, without what is known of how they came. */
function fields({ id, name }: Volume): Volume {
  return { id, name };
}

/** A service whose programs have other values in the place of texts, and what its method is called with in the examples. */
const formsDescriptor: ServiceDescriptor = {
  format: 1,
  service: "Forms",
  topic: "forms",
  version: "1.0",
  methods: [
    {
      name: "find",
      kind: "call",
      since: "1.0",
      params: [
        { name: "at", required: true, schema: { type: "string", format: "date-time", programType: "Date" } },
        {
          name: "in",
          required: false,
          schema: {
            anyOf: [
              { type: "string", contentEncoding: "base64", programType: "Uint8Array" },
              { type: "object" },
            ],
          },
        },
      ],
      result: { type: "string" },
      errors: [],
      examples: [
        { name: "first", arguments: { at: "2020-01-01T00:00:00Z" }, result: "first" },
        { name: "second", arguments: { at: "2021-01-01T01:00:00+01:00" }, result: "second" },
        { name: "third", arguments: { at: "2020-01-01T00:00:00Z", in: "AQ==" }, result: "third" },
        { name: "fourth", arguments: { at: "2020-01-01T00:00:00Z", in: "Ag==" }, result: "fourth" },
        { name: "fifth", arguments: { at: "2020-01-01T00:00:00Z", in: { 0: 3 } }, result: "fifth" },
      ],
    },
  ],
  errors: [],
};

class FormsClient extends ServiceClient {
  find(...args: readonly unknown[]): Promise<string> {
    return this.invoke("find", args);
  }
}

describe("a mock of a service with examples", () => {
  it("tells times and octets apart, in whichever text they came", async (test) => {
    const transport = fakeTransport(test);
    const server = new RpcServer(transport, { server: "mock", endpoints: [mockService(formsDescriptor)] });
    test.after(() => server.stop());
    await server.start();
    const client = new FormsClient(formsDescriptor, transport, { timeout: 30 });
    const at = new Date("2020-01-01T00:00:00Z");
    assert.equal(await client.find(new Date("2021-01-01T00:00:00Z")), "second");
    assert.equal(await client.find(at, new Uint8Array([2])), "fourth");
    assert.equal(await client.find(at, new Uint8Array([1])), "third");
    assert.equal(await client.find(at, { 0: 3 }), "fifth");
    assert.equal(await client.find(at, new Uint8Array([3])), "first");
    assert.equal(await client.find(at, {}), "first");
  });

  it("answers a call by the example with its arguments, given or filled in", async (test) => {
    const client = await clientOf(test);
    const image = 'image */ """ \\ of\nmany';
    assert.deepEqual(fields(await client.create("system", 20n, image)), { id: 2n, name: "system" });
    assert.deepEqual(fields(await client.create("data", 1n)), { id: 9007199254740993n, name: "data" });
    assert.equal(await client.move(1, "host1", "seven"), false);
    assert.equal(await client.named.move({ id: 1, pool: 7 }), true);
    assert.equal(await client.update({ id: 3n, name: "same" }), "unchanged");
    assert.equal(await client.update({ id: 3n, name: "same" }, "fast"), "updated");
  });

  it("fails as an example does", async (test) => {
    const client = await clientOf(test);
    await assert.rejects(client.create("all", 9007199254740993n), (error) => {
      assert.ok(error instanceof QuotaExceeded);
      assert.deepEqual([error.message, error.kwargs], ["no more than 100", { most: 100 }]);
      return true;
    });
  });

  it("answers any other call by the first example that has no error", async (test) => {
    const client = await clientOf(test);
    for (const name of ["x", "y"])
      assert.deepEqual(fields(await client.create(name)), { id: 9007199254740993n, name: "data" });
    assert.equal(await client.move(1, undefined, 8), true);
    await client.forget(7);
    await client.cast.refresh();
  });

  it("passes over them when it is told to", async (test) => {
    const client = await clientOf(test, shownDescriptor, false);
    assert.notDeepEqual(fields(await client.create("data")), { id: 9007199254740993n, name: "data" });
  });

  it("passes over those that fit nothing, as only a descriptor written by hand has them", async (test) => {
    const methods = shownDescriptor.methods.map((method) =>
      method.name === "move"
        ? { ...method, examples: [{ name: "no", arguments: { id: "x" }, result: 1 }] }
        : method,
    );
    const client = await clientOf(test, { ...shownDescriptor, methods });
    assert.equal(typeof (await client.move(1)), "boolean");
  });
});
