import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type ContextFields,
  InvalidArguments,
  NoOpSerializer,
  RemoteError,
  type RequestContext,
  RpcClient,
} from "../../../src/index.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "./support.js";

/** A program's own kind of text; on the wire it is a string with a mark. */
class Marked {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

class MarkSerializer extends NoOpSerializer {
  readonly seen: (string | undefined)[] = [];

  override serializeEntity(context: RequestContext, entity: unknown): unknown {
    this.seen.push(context.requestId);
    return entity instanceof Marked ? `mark:${entity.text}` : entity;
  }

  override deserializeEntity(context: RequestContext, entity: unknown): unknown {
    this.seen.push(context.requestId);
    return typeof entity === "string" && entity.startsWith("mark:") ? new Marked(entity.slice(5)) : entity;
  }

  override serializeContext(fields: ContextFields): ContextFields {
    return { wrapped: fields };
  }

  override deserializeContext(fields: ContextFields): ContextFields {
    return fields.wrapped as ContextFields;
  }
}

describe("a serializer", () => {
  it("stands between programs and the wire, whose form the schema describes", async (test) => {
    const transport = fakeTransport(test);
    const serializer = new MarkSerializer();
    const endpoint = new ThingEndpoint();
    let got: unknown[] = [];
    endpoint.join = (ctx, left, right) => {
      got = [left, right, ctx.requestId, (ctx.remaining ?? 0) > 0];
      return new Marked("result") as unknown as string;
    };
    await serveThings(test, transport, { endpoints: [endpoint], serializer });
    const client = new ThingClient(transport, { timeout: 5, serializer, context: { request_id: "r" } });
    const result = await client.join(new Marked("l") as unknown as string, "plain");
    assert.deepEqual(got, [new Marked("l"), "plain", "r", true]);
    assert.deepEqual(result, new Marked("result"));
    assert.deepEqual([...new Set(serializer.seen)], ["r"]);
  });

  it("leaves absent arguments absent", async (test) => {
    const transport = fakeTransport(test);
    const serializer = new MarkSerializer();
    const endpoint = new ThingEndpoint();
    let right: unknown = "unset";
    endpoint.join = (_ctx, left, given) => {
      right = given;
      return left;
    };
    await serveThings(test, transport, { endpoints: [endpoint], serializer });
    assert.equal(await new ThingClient(transport, { timeout: 5, serializer }).join("l"), "l");
    assert.equal(right, undefined);
  });

  it("comes before the check of what is sent and after that of what arrives", async (test) => {
    const transport = fakeTransport(test);
    class Breaking extends MarkSerializer {
      override serializeEntity(): unknown {
        return 5;
      }
    }
    const serializer = new MarkSerializer();
    await serveThings(test, transport, { serializer });
    const breaking = new ThingClient(transport, { timeout: 5, serializer: new Breaking() });
    await assert.rejects(breaking.join("l"), InvalidArguments);
    const untyped = new RpcClient(
      transport,
      { topic: "things", exchange: "test", namespace: "things", version: "1.2" },
      { timeout: 5, serializer: new Breaking() },
    );
    await assert.rejects(untyped.call("join", { left: "l" }), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.equal(error.excType, "InvalidArguments");
      return true;
    });
  });

  it("serves clients that no definition describes", async (test) => {
    const transport = fakeTransport(test);
    const serializer = new MarkSerializer();
    await serveThings(test, transport, { serializer });
    const target = { topic: "things", exchange: "test", namespace: "things" };
    const untyped = new RpcClient(transport, target, { timeout: 5, serializer });
    assert.deepEqual(await untyped.call("echo", { value: new Marked("x") }), new Marked("x"));
  });

  it("fails the one request it throws for", async (test) => {
    const transport = fakeTransport(test);
    class Throwing extends NoOpSerializer {
      override deserializeContext(fields: ContextFields): ContextFields {
        if (fields.bad) throw new Error("no such context");
        return fields;
      }
    }
    const { client } = await serveThings(test, transport, { serializer: new Throwing() });
    await assert.rejects(client.prepare({ context: { bad: true } }).who(), /no such context/);
    assert.equal(await client.who(), "one");
  });
});
