import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { osloRpc } from "../integration/commands/command.js";
import { ThingEndpoint } from "../integration/service/thing-service.js";
import { callImported } from "../interop/support/imported-call.js";
import { PythonServer } from "../interop/support/python-server.js";
import { freePort } from "../support/free-port.js";
import { hookLimit, needs } from "../support/peers.js";
import type { Broker } from "./support/broker.js";
import { inChroot } from "./support/pythons.js";
import { newPython, ownRabbit, startOwnRabbit, suiteLimit } from "./support/rabbit.js";

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

  it(
    "takes as many for a server in Python, whose sources give the definition",
    needs(newPython),
    async () => {
      const place = { url: broker.url, topic: "python-topic", exchange: "python-exchange" };
      const python = await PythonServer.start({ ...place, server: "Python01", python: inChroot });
      try {
        const list = await osloRpc("ls", place.topic, "--url", broker.url, "--http", http, "--json").end();
        const rows = list.stdout.trimEnd().split("\n");
        assert.deepEqual(
          rows.map((row) => JSON.parse(row)).map(({ exchange, server: name }) => [exchange, name]),
          [null, "Python01"].map((name) => [place.exchange, name]),
          list.stderr,
        );
        const called = await callImported(place, "methodA", "arg1=a");
        assert.deepEqual([called.code, called.stdout], [0, '{"arg1":"a"}\n'], called.stderr);
        const wrong = await callImported(place, "methodA", "agr1=a");
        assert.match(wrong.stderr, /has no argument "agr1"; did you mean "arg1"\?/);
      } finally {
        await python.stop();
      }
    },
  );

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
