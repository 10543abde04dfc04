import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  RemoteError,
  RpcClient,
  type RpcTransport,
  ServiceClient,
  type ServiceDescriptor,
  ServiceError,
} from "../../../src/index.js";
import { toError, toFailure } from "../../../src/rpc/remote-errors.js";
import {
  NotReady,
  ThingClient,
  ThingEndpoint,
  thingDescriptor,
} from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "./support.js";

class QuotaExceeded extends ServiceError {
  static override readonly module: string = "nova.exception";
  static override readonly errorName: string = "QuotaExceeded";
}

class Failing extends ThingEndpoint {
  override fail(): null {
    throw new QuotaExceeded("no more", { limit: 3 });
  }
}

const target = { topic: "things", exchange: "test", namespace: "things" };

it("a failure whose stack is no text, as programs may have it, travels without one", () => {
  const error = Object.assign(new Error("broken"), { stack: [] });
  const { message, tb } = toFailure(error, { errors: [], tracebacks: true, isRefusal: false });
  assert.deepEqual([message, tb], ["broken", []]);
});

it("what a method throws reaches its caller also when nothing at all can be asked of it", async (test) => {
  const transport = fakeTransport(test);
  const endpoint = new ThingEndpoint();
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  endpoint.echo = () => {
    throw proxy;
  };
  await serveThings(test, transport, { endpoints: [endpoint] });
  await assert.rejects(new ThingClient(transport, { timeout: 5 }).echo(), {
    name: "RemoteError",
    message: "Remote error: RuntimeError The method threw a value that cannot be shown",
  });
});

describe("allowedRemoteExmods", () => {
  it("are the classes a client makes of failures", async (test) => {
    const transport = fakeTransport(test, { allowedRemoteExmods: [QuotaExceeded] });
    await serveThings(test, transport, { endpoints: [new Failing()], errors: [QuotaExceeded] });
    for (const call of [
      () => new RpcClient(transport, target, { timeout: 5 }).call("fail", { how: "x" }),
      () => new ThingClient(transport, { timeout: 5 }).fail("x"),
    ]) {
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof QuotaExceeded);
        assert.deepEqual(
          [error.message, { ...error.kwargs }, error.args],
          ["no more", { limit: 3 }, ["no more"]],
        );
        return true;
      });
    }
  });

  it("are all there is: any other class stays a RemoteError", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport, { endpoints: [new Failing()], errors: [QuotaExceeded] });
    await assert.rejects(
      new RpcClient(transport, target, { timeout: 5 }).call("fail", { how: "x" }),
      (error) => {
        assert.ok(error instanceof RemoteError);
        assert.deepEqual([error.excModule, error.excType], ["nova.exception", "QuotaExceeded"]);
        return true;
      },
    );
  });

  it("are never found by a name alone", () => {
    const failure = { message: "m", tb: [], args: [], kwargs: {} };
    for (const [module, name] of [
      ["os", "system"],
      ["nova.exception", "constructor"],
      ["builtins", "QuotaExceeded"],
      ["", "__proto__"],
    ] as const) {
      const error = toError({ ...failure, module, class: name }, [QuotaExceeded]);
      assert.ok(error instanceof RemoteError, name);
    }
  });
});

describe("a declared error's keyword arguments", () => {
  const descriptor: ServiceDescriptor = {
    ...thingDescriptor,
    errors: [
      {
        name: "NotReady",
        module: "thing_service.exceptions",
        kwargs: {
          type: "object",
          properties: { after: { type: "integer", format: "int64" } },
          required: ["after"],
        },
      },
    ],
  };
  class Client extends ServiceClient {
    constructor(transport: RpcTransport) {
      super(descriptor, transport, { timeout: 5 }, [NotReady]);
    }
    fail(): Promise<null> {
      return this.invoke("fail", ["x"]);
    }
  }
  const throwing = (kwargs: Record<string, unknown>) => {
    const endpoint = new ThingEndpoint();
    endpoint.fail = () => {
      throw new NotReady("later", kwargs);
    };
    return [endpoint];
  };

  it("are checked and converted", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport, { endpoints: throwing({ after: 5 }) });
    await assert.rejects(new Client(transport).fail(), (error) => {
      assert.ok(error instanceof NotReady);
      assert.equal(error.kwargs.after, 5n);
      return true;
    });
  });

  for (const kwargs of [{}, { after: "soon" }]) {
    it(`make it a RemoteError where they do not fit: ${JSON.stringify(kwargs)}`, async (test) => {
      const transport = fakeTransport(test);
      await serveThings(test, transport, { endpoints: throwing(kwargs) });
      await assert.rejects(new Client(transport).fail(), (error) => {
        assert.ok(error instanceof RemoteError);
        assert.equal(error.excType, "NotReady");
        return true;
      });
    });
  }
});

describe("what a method throws", () => {
  it("becomes a failure, whatever it is", () => {
    const hostile = {
      toString() {
        throw new Error("no text");
      },
    };
    for (const thrown of ["text", undefined, null, 5n, Symbol("s"), Object.create(null), hostile]) {
      const failure = toFailure(thrown, { errors: [], tracebacks: true, isRefusal: false });
      assert.deepEqual(
        [failure.module, failure.class, typeof failure.message],
        ["builtins", "RuntimeError", "string"],
      );
    }
  });
});
