import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../../../src/index.js";
import { getNotificationTransport, Notifier } from "../../../../src/notify/index.js";
import { timers } from "../../../../src/time/timers.js";
import { ThingEndpoint } from "../../../integration/service/thing-service.js";
import { keepingLogger } from "../../rpc/support.js";
import { StandInBroker } from "./stand-in-broker.js";

describe("what somebody deletes at RabbitMQ under a server", () => {
  let broker: StandInBroker;
  let transport: RpcTransport;
  let server: RpcServer;
  let log: ReturnType<typeof keepingLogger>;

  beforeEach(async () => {
    broker = await new StandInBroker().start();
    log = keepingLogger();
    const configuration = loadConfiguration({ values: { rabbit_redeclare_interval: 0.05 } });
    transport = getRpcTransport({ url: broker.url, configuration, logger: log.logger });
    server = new RpcServer(transport, { server: "s", endpoints: [new ThingEndpoint("s")] });
    await server.start();
  });
  afterEach(async () => {
    await server.stop();
    await transport.close();
    broker.stop();
  });

  const asked = (request: string) => broker.declared.filter((one) => one.startsWith(request)).length;

  /** Resolves when that was asked once more from now on, and whoever asked has the answer. */
  async function askedAgain(request: string, times = 1): Promise<void> {
    const before = asked(request);
    await broker.until(() => asked(request) >= before + times);
  }

  it("is looked at now and then, and nothing is said while all is there", async () => {
    await askedAgain("GET /bindings?src=things_fanout&", 2);
    assert.deepEqual([server.health.problems, server.health.repairs], [[], 0]);
    assert.ok(server.health.ready);
    assert.deepEqual(
      log.lines.filter(({ level }) => level !== "debug" && level !== "info"),
      [],
    );
  });

  it("is declared and bound again, which the log tells and the health counts", async () => {
    const missing = "GET /bindings?src=test&dstq=things.s&key=things.s";
    broker.isBound = (request) => request !== missing;
    await askedAgain(missing);
    broker.isBound = () => true;
    await askedAgain("GET /bindings?src=test&dstq=things&", 2);
    assert.ok(server.health.ready);
    assert.equal(server.health.repairs, 1);
    const told = log.lines.find(({ message }) => message === "A queue is declared and bound again");
    assert.match(
      String(told?.fields.reason),
      /queue things\.s is not bound to exchange test with key things\.s/,
    );
  });

  it("is a problem where it cannot be declared again, told once", async () => {
    broker.isBound = (request) => !request.includes("dstq=things&");
    broker.status = (request) => (request === "PUT /exchanges/test" ? "409" : "204");
    await askedAgain("GET /bindings?src=test&dstq=things&", 3);
    const { ready, attached, problems } = server.health;
    assert.deepEqual([ready, attached], [false, false]);
    assert.match(problems[0] ?? "", /queue things is not bound to exchange test.*409 refused.*set them as/);
    // What is bound still works, and would not survive the connection.
    assert.match(problems[1] ?? "", /^PUT \/exchanges\/test: 409 refused/);
    assert.equal(log.lines.filter(({ level }) => level === "error").length, 2);

    broker.status = () => "204";
    broker.isBound = () => true;
    await askedAgain("GET /bindings?src=test&dstq=things&", 2);
    assert.deepEqual(server.health.problems, []);
    assert.ok(server.health.ready);
  });

  it("is declared again at once when it is a queue that is consumed from", async () => {
    const changes: unknown[] = [];
    server.onHealthChange(({ ready, repairs }) => changes.push([ready, repairs]));
    broker.delete("things");
    await broker.until(() => broker.isConsumed("things"));
    await askedAgain("GET /bindings?src=test&dstq=things&");
    assert.ok(server.health.ready);
    assert.equal(server.health.repairs, 1);
    assert.deepEqual(
      [changes[0], changes.at(-1)],
      [
        [false, 0],
        [true, 1],
      ],
    );
  });

  it("is looked at no more when the server has stopped", async () => {
    await askedAgain("GET");
    await server.stop();
    await transport.close();
    assert.equal(timers.size, 0);
  });
});

describe("what somebody deletes at RabbitMQ under a notifier", () => {
  it("is declared again before the notification is sent once more, and now and then", async () => {
    const broker = await new StandInBroker().start();
    const configuration = loadConfiguration({ values: { rabbit_redeclare_interval: 0.001 } });
    const transport = getNotificationTransport({ url: broker.url, configuration });
    const notifier = new Notifier(transport, { driver: "messagingv2", topics: ["news"], retry: 0 });
    const declarations = () => broker.declared.filter((one) => one === "PUT /queues/news.info").length;
    await notifier.info({}, "a.b", 1);
    assert.equal(declarations(), 1);

    let refusals = 1;
    broker.routes = () => refusals-- <= 0;
    await notifier.info({}, "a.b", 2);
    assert.equal(broker.published.length, 3);
    const before = declarations();
    assert.ok(before >= 2);

    await broker.until(() => declarations() >= before);
    await notifier.info({}, "a.b", 3);
    await broker.until(() => declarations() > before);
    await transport.close();
    broker.stop();
  });
});
