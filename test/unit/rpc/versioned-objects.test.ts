import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadService } from "../../../src/definition/load-service.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import {
  InvalidArguments,
  RemoteError,
  RpcClient,
  ServiceClient,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../../../src/index.js";
import { changesOf, IncompatibleObjectVersion, type VersionedObject } from "../../../src/objects/index.js";
import { fakeTransport, keepingLogger, serveThings } from "./support.js";

interface Thing extends VersionedObject {
  id?: number;
  name?: string;
}

function descriptorOf(version: string): ServiceDescriptor {
  const schema = { $ref: "#/$defs/Thing" };
  const definition = {
    service: "Things",
    topic: "things",
    exchange: "test",
    version: "1.0",
    methods: { swap: { params: [{ name: "thing", schema }], result: schema } },
    $defs: {
      Thing: {
        versionedObject: { name: "Thing", namespace: "things", version },
        type: "object",
        properties: { id: { type: "integer" }, name: { type: "string" } },
      },
    },
  };
  return toDescriptor(
    loadService("things.json", { readFile: () => Buffer.from(JSON.stringify(definition)) }),
  );
}

class Client extends ServiceClient {
  swap(thing: Thing): Promise<Thing> {
    return this.invoke("swap", [thing]);
  }
}

class Endpoint extends ServiceEndpoint {
  readonly seen: Thing[] = [];
  readonly descriptor = descriptorOf("1.1");
  swap(_context: unknown, thing: Thing): Thing {
    this.seen.push(thing);
    return { ...thing, name: "swapped" };
  }
}

describe("versioned objects in calls", () => {
  it("reach both sides as their fields, and travel as Python writes them", async (test) => {
    const transport = fakeTransport(test);
    const endpoint = new Endpoint();
    await serveThings(test, transport, { endpoints: [endpoint] });
    const thing = await new Client(descriptorOf("1.1"), transport, { timeout: 5 }).swap({ id: 1 });
    assert.deepEqual(endpoint.seen.map(changesOf), [["id"]]);
    assert.deepEqual([thing.id, thing.name, changesOf(thing)], [1, "swapped", ["id", "name"]]);
    const raw = new RpcClient(transport, { topic: "things", exchange: "test" }, { timeout: 5 });
    const sent = { "versioned_object.name": "Thing", "versioned_object.namespace": "things" };
    assert.deepEqual(
      await raw.call("swap", {
        thing: { ...sent, "versioned_object.version": "1.0", "versioned_object.data": { id: 1 } },
      }),
      {
        ...sent,
        "versioned_object.version": "1.0",
        "versioned_object.data": { id: 1, name: "swapped" },
        "versioned_object.changes": ["name"],
      },
    );
  });

  it("of an unknown version are refused by a server as by Python's, and by a client", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport, { endpoints: [new Endpoint()] });
    const call = (version: string) =>
      new Client(descriptorOf(version), transport, { timeout: 5 }).swap({ id: 1 });
    await assert.rejects(call("1.2"), (error) => {
      assert.ok(error instanceof RemoteError, String(error));
      assert.equal(error.excModule, "oslo_versionedobjects.exception");
      assert.equal(error.excType, "IncompatibleObjectVersion");
      assert.equal(error.value, "Version 1.2 of Thing is not supported, supported version is 1.1");
      assert.deepEqual(error.kwargs, { objname: "Thing", objver: "1.2", supported: "1.1", code: 500 });
      return true;
    });
    class Newer extends Endpoint {
      override swap(): Thing {
        return { id: 1 };
      }
    }
    const other = fakeTransport(test);
    await serveThings(test, other, { endpoints: [new Newer()] });
    await assert.rejects(new Client(descriptorOf("1.0"), other, { timeout: 5 }).swap({ id: 1 }), (error) => {
      assert.ok(error instanceof IncompatibleObjectVersion, String(error));
      assert.deepEqual([error.objname, error.objver, error.supported], ["Thing", "1.1", "1.0"]);
      return true;
    });
  });

  it("that come to a method in a call of its own are no fault of its caller", async (test) => {
    const { logger, lines } = keepingLogger();
    const transport = fakeTransport(test, { logger });
    class Outer extends Endpoint {
      override swap(_context: unknown, thing: Thing): never {
        throw thing.id === 1
          ? new IncompatibleObjectVersion("Other", "2.0", "1.0")
          : new InvalidArguments("other", "/x", "must be string");
      }
    }
    await serveThings(test, transport, { server: "outer", endpoints: [new Outer()] });
    const client = new Client(descriptorOf("1.1"), transport, { timeout: 5 });
    for (const id of [1, 2]) {
      await assert.rejects(client.swap({ id }), (error) => {
        assert.ok(error instanceof RemoteError, String(error));
        assert.deepEqual([error.excModule, error.excType], ["builtins", "RuntimeError"]);
        assert.deepEqual(error.kwargs, {});
        return true;
      });
    }
    assert.deepEqual(
      lines.map(({ level }) => level),
      ["error", "error"],
    );
  });
});
