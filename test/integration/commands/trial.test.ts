import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { hookLimit } from "../../support/peers.js";
import { ThingEndpoint } from "../service/thing-service.js";
import { osloRpc } from "./command.js";

describe("from the URL of a router to a checked call", () => {
  const router = new Router({ port: 0, http: { port: 0 } });
  let transport: RpcTransport;
  let server: RpcServer;

  before(async () => {
    await router.start();
    transport = getRpcTransport({ url: router.url });
    server = new RpcServer(transport, { server: "node-1.example", endpoints: [new ThingEndpoint("one")] });
    await server.start();
  }, hookLimit);
  after(async () => {
    await server?.stop();
    await transport?.close();
    await router.stop();
  }, hookLimit);

  it("takes three commands and no file", async () => {
    const list = await osloRpc("ls", "--http", router.httpUrl ?? "", "--json").end();
    const rows = list.stdout.trimEnd().split("\n");
    assert.deepEqual(
      rows.map((row) => JSON.parse(row)).map(({ exchange, topic, server: name }) => [exchange, topic, name]),
      [
        ["test", "things", null],
        ["test", "things", "node-1.example"],
      ],
      list.stderr,
    );
    const at = ["--url", router.url, "--exchange", "test"];
    const described = await osloRpc("describe", "things.node-1.example", ...at).end();
    assert.match(described.stdout, /call join\(left: string, right\?: string\) -> string/, described.stderr);
    const called = await osloRpc("call", "things", "join", "a", "b", "--live", ...at).end();
    assert.equal(called.stdout, '"ab"\n', called.stderr);
  });
});
