import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type AccessPolicy,
  ExplicitRPCAccessPolicy,
  expectedExceptions,
  expose,
  LegacyRPCAccessPolicy,
  RemoteError,
  RpcClient,
  type RpcTransport,
  type ServiceDescriptor,
  ServiceEndpoint,
} from "../../../src/index.js";
import { fakeTransport, serveThings } from "./support.js";

const method = (name: string) => ({
  name,
  kind: "call" as const,
  since: "1.0",
  params: [],
  result: {},
  errors: [],
});

class Endpoint extends ServiceEndpoint {
  readonly descriptor: ServiceDescriptor = {
    format: 1,
    service: "Doors",
    topic: "doors",
    version: "1.0",
    methods: [method("open"), method("_secret"), method("shut"), method("plain")],
  };

  static {
    expose(Endpoint.prototype.shut);
  }

  @expose
  open(): string {
    return "open";
  }

  _secret(): string {
    return "secret";
  }

  shut(): string {
    return "shut";
  }

  plain(): string {
    return "plain";
  }
}

/** The methods callers reach. */
async function reachable(transport: RpcTransport): Promise<string[]> {
  const client = new RpcClient(transport, { topic: "doors" }, { timeout: 5 });
  const found: string[] = [];
  for (const name of ["open", "_secret", "shut", "plain"]) {
    try {
      await client.call(name);
      found.push(name);
    } catch (error) {
      assert.ok(error instanceof RemoteError);
      assert.deepEqual([error.excModule, error.excType], ["oslo_messaging.rpc.dispatcher", "NoSuchMethod"]);
    }
  }
  return found;
}

describe("an access policy", () => {
  const cases: [string, AccessPolicy | undefined, string[]][] = [
    ["refuses private names by default", undefined, ["open", "shut", "plain"]],
    ["allows all as of old", new LegacyRPCAccessPolicy(), ["open", "_secret", "shut", "plain"]],
    ["allows what is exposed", new ExplicitRPCAccessPolicy(), ["open", "shut"]],
    ["can be one's own", { isAllowed: (_endpoint, name) => name === "_secret" }, ["_secret"]],
  ];
  for (const [name, accessPolicy, expected] of cases) {
    it(name, async (test) => {
      const transport = fakeTransport(test);
      await serveThings(test, transport, { endpoints: [new Endpoint()], accessPolicy });
      assert.deepEqual(await reachable(transport), expected);
    });
  }

  it("knows an exposed method that expects exceptions", () => {
    const exposed = expectedExceptions(Error)(expose(() => 1));
    const policy = new ExplicitRPCAccessPolicy();
    assert.equal(policy.isAllowed(new Endpoint(), "x", exposed), true);
    assert.equal(
      policy.isAllowed(
        new Endpoint(),
        "x",
        expectedExceptions(Error)(() => 1),
      ),
      false,
    );
  });
});
