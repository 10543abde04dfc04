import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  getRpcTransport,
  type Logger,
  MessageDeliveryFailure,
  RpcServer,
  type RpcTransport,
  ServerListenError,
} from "../../src/index.js";
import { getNotificationTransport, Notifier } from "../../src/notify/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { PythonClient } from "../interop/support/python-client.js";
import { PythonServer } from "../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../interop/support/sandbox.js";
import { needs } from "../support/peers.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { askManagement } from "./support/ask-management.js";
import { brokerVersion } from "./support/broker-version.js";
import { eventually } from "./support/eventually.js";
import { inChroot } from "./support/pythons.js";
import { newPython, ownRabbit, suiteLimit } from "./support/rabbit.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

const CURES = ["rabbit_quorum_queue=true", "amqp_durable_queues=true"];
const CURE = /denies queues that are not durable.* set rabbit_quorum_queue, or amqp_durable_queues/;
const QUORUM = ["rabbit_quorum_queue=true", "rabbit_transient_quorum_queue=true"];

// What RabbitMQ 4.3 does by itself, and 4.0 when it is told to.
describe("a RabbitMQ that denies transient queues", { ...needs(ownRabbit), ...suiteLimit }, () => {
  const broker = useOwnRabbit({
    config: ["deprecated_features.permit.transient_nonexcl_queues = false"],
  });

  function transport(test: TestContext, options = "", logger?: Logger): RpcTransport {
    const made = getRpcTransport({ url: `${broker().url}?${options}`, ...(logger && { logger }) });
    test.after(() => made.close());
    return made;
  }

  function server(test: TestContext, via: RpcTransport, topic: string): RpcServer {
    const made = new RpcServer(via, {
      server: "one",
      topic,
      exchange: topic,
      endpoints: [new ThingEndpoint()],
    });
    test.after(() => made.stop());
    return made;
  }

  it("stops a server, and fails a notification, with the options that cure it", async (test) => {
    await assert.rejects(server(test, transport(test), "default").start(), (error: Error) => {
      assert.match(error.message, CURE);
      assert.doesNotMatch(error.message, /\n/);
      return error instanceof ServerListenError;
    });
    const { logger, lines } = recordingLogger();
    const notifications = getNotificationTransport({ url: broker().url, logger });
    test.after(() => notifications.close());
    const options = { driver: "messagingv2", topics: ["news"], retry: 0 };
    await new Notifier(notifications, options).info({}, "a.b", 1);
    const [line] = lines.filter(({ level }) => level === "error");
    assert.match(String(line?.fields.err), CURE);
  });

  for (const cure of CURES) {
    it(`serves with ${cure}`, async (test) => {
      const via = transport(test, cure);
      await server(test, via, cure).start();
      assert.equal(
        await new ThingClient(via, { timeout: 20 }).prepare({ topic: cure, exchange: cure }).who(),
        "one",
      );
    });
  }

  it("lets a server and Python use a topic exchange that is not durable", needs(newPython), async (test) => {
    const place = { topic: "shared", exchange: "shared" };
    const exchange = { type: "topic", durable: false, auto_delete: false, internal: false, arguments: {} };
    assert.equal(await askManagement(broker().url, "PUT", "/exchanges/shared", exchange), "204");
    const { logger, lines } = recordingLogger();
    const via = transport(test, QUORUM.join("&"), logger);
    const ours = new RpcServer(via, { server: "ours", ...place, endpoints: [new SandboxEndpoint()] });
    await ours.start();
    test.after(() => ours.stop());
    const peer = {
      url: broker().url,
      ...place,
      set: QUORUM.map((option) => `oslo_messaging_rabbit.${option}`),
      python: inChroot,
    };
    const [theirs, python] = await Promise.all([
      PythonServer.start({ ...peer, server: "theirs" }),
      PythonClient.start(peer),
    ]);
    test.after(() => Promise.all([theirs.stop(), python.stop()]));
    const client = new SandboxClient(via, { timeout: 20 }).prepare(place);
    for (const name of ["ours", "theirs"]) {
      assert.equal(await client.prepare({ server: name }).echo(name), name);
      assert.equal(await python.call("echo", { value: name }, { server: name }), name);
    }
    const warnings = lines.filter(({ message }) => message.includes("not durable"));
    assert.deepEqual(
      warnings.map(({ fields }) => fields.exchange),
      ["shared"],
    );
  });

  it("says of a message that a full queue rejects which queue it is, and why, where RabbitMQ tells", async (test) => {
    const { RabbitMQ: version = "" } = await brokerVersion(broker().url);
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const via = transport(test, CURES[0]);
    await server(test, via, "full").start();
    const client = new ThingClient(via, { timeout: 20, transportOptions: { atLeastOnce: true } });
    await askManagement(broker().url, "PUT", "/queues/full.gone", {
      durable: true,
      exclusive: false,
      auto_delete: false,
      arguments: {},
    });
    await broker().ctl(
      "set_policy",
      "--apply-to",
      "queues",
      "full",
      "^full.gone$",
      '{"max-length":1,"overflow":"reject-publish"}',
    );
    await askManagement(broker().url, "POST", "/bindings", {
      source: "full",
      destination_queue: "full.gone",
      binding_key: "full.gone",
      arguments: {},
    });
    const cast = () => client.prepare({ topic: "full", exchange: "full", server: "gone" }).sink(1);
    // The policy is there a little later.
    const error = await eventually(async () => {
      const refused = await cast().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(refused instanceof MessageDeliveryFailure);
      return refused;
    }, 30_000);
    assert.equal(error.mayHaveRun, true);
    if (major > 4 || minor >= 3) assert.match(error.message, /\(queue full\.gone, reason maxlen\)/);
    else assert.match(error.message, /no reason given/);
  });
});
