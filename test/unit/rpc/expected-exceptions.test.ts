import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ExpectedException,
  expectedExceptions,
  RemoteError,
  type RequestContext,
} from "../../../src/index.js";
import { NotReady, ThingEndpoint } from "../../integration/service/thing-service.js";
import { fakeTransport, keepingLogger, serveThings } from "./support.js";

class Endpoint extends ThingEndpoint {
  @expectedExceptions(NotReady, RangeError)
  override fail(ctx: RequestContext, how: string): null {
    if (how === "range") throw new RangeError("out of range");
    return super.fail(ctx, how);
  }

  override readonly wait: ThingEndpoint["wait"] = expectedExceptions(NotReady)(async () => {
    throw new NotReady("later");
  });
}

describe("expected exceptions", () => {
  it("reach the caller as they are, without an error in the log", async (test) => {
    const { logger, lines } = keepingLogger();
    const transport = fakeTransport(test, { logger });
    const { client } = await serveThings(test, transport, { endpoints: [new Endpoint()] });
    await assert.rejects(client.fail("declared"), NotReady);
    await assert.rejects(client.fail("range"), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.deepEqual([error.excType, error.value], ["RuntimeError", "out of range"]);
      return true;
    });
    assert.deepEqual(
      lines.filter(({ level }) => level === "error"),
      [],
    );
    assert.equal(lines.filter(({ message }) => message.startsWith("Expected exception")).length, 2);
  });

  it("may come out of a promise", async (test) => {
    const { logger, lines } = keepingLogger();
    const transport = fakeTransport(test, { logger });
    const { client } = await serveThings(test, transport, { endpoints: [new Endpoint()] });
    // The definition declares no errors for this method: it arrives as any other.
    await assert.rejects(client.wait(0), RemoteError);
    assert.equal(lines.filter(({ level }) => level === "error").length, 0);
  });

  it("are those of the named classes only", async (test) => {
    const { logger, lines } = keepingLogger();
    const transport = fakeTransport(test, { logger });
    const { client } = await serveThings(test, transport, { endpoints: [new Endpoint()] });
    await assert.rejects(client.fail("boom"), /TypeError|boom/);
    assert.equal(lines.filter(({ level }) => level === "error").length, 1);
  });

  it("keep this, arguments and result", async () => {
    class Counter {
      readonly base = 10;
      @expectedExceptions(Error)
      add(left: number, right: number): number {
        return this.base + left + right;
      }
    }
    assert.equal(new Counter().add(1, 2), 13);
    const failing = expectedExceptions(RangeError)(() => {
      throw new RangeError("x");
    });
    assert.throws(
      failing,
      (error) => error instanceof ExpectedException && error.cause instanceof RangeError,
    );
  });
});
