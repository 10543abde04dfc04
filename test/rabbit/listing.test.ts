import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { osloRpc } from "../integration/commands/command.js";
import { ThingEndpoint } from "../integration/service/thing-service.js";
import { freePort } from "../support/free-port.js";
import { hookLimit, needs } from "../support/peers.js";
import type { Broker } from "./support/broker.js";
import { ownRabbit, startOwnRabbit, suiteLimit } from "./support/rabbit.js";

describe("from a bare URL of RabbitMQ to a checked call", { ...needs(ownRabbit), ...suiteLimit }, () => {
  let broker: Broker;
  let http: string;
  let transport: RpcTransport;
  let server: RpcServer;

  before(async () => {
    const port = await freePort();
    http = `http://127.0.0.1:${port}`;
    broker = await startOwnRabbit({
      plugins: ["rabbitmq_management"],
      config: ["management.tcp.ip = 127.0.0.1", `management.tcp.port = ${port}`],
    });
    transport = getRpcTransport({ url: broker.url });
    server = new RpcServer(transport, { server: "node-1.example", endpoints: [new ThingEndpoint("one")] });
    await server.start();
  }, hookLimit);
  after(async () => {
    await server?.stop();
    await transport?.close();
    await broker?.stop();
  }, hookLimit);

  it("takes three commands and no file", async () => {
    const list = await osloRpc("ls", "--url", broker.url, "--http", http, "--json").end();
    assert.equal(list.code, 0, list.stderr);
    const rows = list.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    // Consumers are counted every five seconds.
    assert.deepEqual(
      rows.map(({ exchange, topic, server: name, waiting }) => [exchange, topic, name, waiting]),
      [
        ["test", "things", null, 0],
        ["test", "things", "node-1.example", 0],
      ],
    );
    const at = ["--url", broker.url, "--exchange", "test"];
    const described = await osloRpc("describe", "things.node-1.example", ...at).end();
    assert.match(described.stdout, /call join\(left: string, right\?: string\) -> string/);
    const called = await osloRpc("call", "things", "join", "a", "b", "--live", ...at).end();
    assert.equal(called.stdout, '"ab"\n', called.stderr);
  });

  it("says in one line what is missing", async () => {
    await broker.ctl("add_user", "plain", "plain");
    const plain = broker.url.replace("guest:guest", "plain:plain");
    const refused = await osloRpc("ls", "--url", plain, "--http", http).end();
    assert.match(refused.stderr, /^error: .* refuses the login \(401\); .*set_user_tags USER monitoring\n$/);
    const off = await osloRpc("ls", "--url", broker.url, "--http", "http://127.0.0.1:1").end();
    assert.match(off.stderr, /^error: http:\/\/127\.0\.0\.1:1 cannot be asked: .*rabbitmq_management.*\n$/);
    assert.deepEqual([refused.code, off.code], [1, 1]);
  });
});
