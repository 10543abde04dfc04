import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RemoteError, RpcClient, type RpcTransport } from "../../../src/index.js";
import { ThingEndpoint, thingDescriptor } from "../../integration/service/thing-service.js";
import { fakeTransport, serveThings } from "./support.js";

class Versioned extends ThingEndpoint {
  override readonly descriptor;
  constructor(name: string, namespace: string | undefined, version: string) {
    super(name);
    const { namespace: _, ...rest } = thingDescriptor;
    this.descriptor = { ...rest, version, ...(namespace !== undefined && { namespace }) };
  }
}

async function who(
  transport: RpcTransport,
  namespace: string | undefined,
  version: string | undefined,
): Promise<unknown> {
  const client = new RpcClient(
    transport,
    { topic: "things", exchange: "test", namespace, version },
    { timeout: 5 },
  );
  try {
    return await client.call("who");
  } catch (error) {
    assert.ok(error instanceof RemoteError);
    return error.excType;
  }
}

describe("several endpoints of one server", () => {
  it("are told apart by namespace and version", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport, {
      endpoints: [
        new Versioned("a1", "a", "1.1"),
        new Versioned("a2", "a", "2.3"),
        new Versioned("b1", "b", "1.0"),
        new Versioned("null", undefined, "1.4"),
        new Versioned("a1 again", "a", "1.5"),
      ],
    });
    const table: [string | undefined, string | undefined, string][] = [
      ["a", undefined, "a1"],
      ["a", "1.1", "a1"],
      ["a", "1.2", "a1 again"],
      ["a", "1.6", "UnsupportedVersion"],
      ["a", "2.0", "a2"],
      ["a", "3.0", "UnsupportedVersion"],
      ["b", "1.0", "b1"],
      ["b", "1.1", "UnsupportedVersion"],
      [undefined, "1.4", "null"],
      ["", "1.0", "UnsupportedVersion"],
      ["c", "1.0", "UnsupportedVersion"],
    ];
    for (const [namespace, version, expected] of table) {
      assert.equal(await who(transport, namespace, version), expected, `${namespace} ${version}`);
    }
  });
});

describe("legacy namespaces", () => {
  it("are answered beside the endpoint's own", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport, { legacyNamespaces: ["old", null] });
    const answers = [];
    for (const namespace of ["things", "old", undefined, "other"]) {
      answers.push(await who(transport, namespace, "1.0"));
    }
    assert.deepEqual(answers, ["one", "one", "one", "UnsupportedVersion"]);
  });

  it("do not include the null namespace unless they say so", async (test) => {
    const transport = fakeTransport(test);
    await serveThings(test, transport, { legacyNamespaces: ["old"] });
    assert.equal(await who(transport, undefined, "1.0"), "UnsupportedVersion");
  });
});
