import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RpcServer, type ServiceDescriptor } from "../../../src/index.js";
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

describe("a mock of a service with examples", () => {
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
