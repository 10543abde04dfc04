import assert from "node:assert/strict";
import { it } from "node:test";
import { getRpcTransport, loadConfiguration } from "../../../../src/index.js";
import { getNotificationTransport, Notifier } from "../../../../src/notify/index.js";
import { StandInBroker } from "./stand-in-broker.js";

it("what is declared after the management node has ended its session is declared in another one", async (test) => {
  const broker = await new StandInBroker().start();
  const transport = getRpcTransport({ url: broker.url, configuration: loadConfiguration() });
  test.after(async () => {
    await transport.close();
    broker.stop();
  });
  broker.lastAnswers = 2;
  await transport.listen({ topic: "t", server: "s" }, () => {}).ready;
  const asked = broker.declared.map((request) => request.replace(/_[0-9a-f]{32}$/, "_ID"));
  assert.deepEqual(asked, [
    ...["PUT /exchanges/openstack", "PUT /queues/t", "POST /bindings"],
    ...["PUT /exchanges/openstack", "PUT /queues/t.s", "POST /bindings"],
    ...["PUT /exchanges/t_fanout", "PUT /queues/t_fanout_ID", "POST /bindings"],
  ]);
});

it("a request that ends the session takes none of those with it that wait behind it", async (test) => {
  const broker = await new StandInBroker().start();
  const transport = getRpcTransport({ url: broker.url, configuration: loadConfiguration() });
  test.after(async () => {
    await transport.close();
    broker.stop();
  });
  broker.forbids = (request) => request === "PUT /queues/forbidden";
  const forbidden = transport.listen({ topic: "forbidden", server: "s" }, () => {}).ready;
  const refused = assert.rejects(forbidden, /access refused.*rabbitmqctl set_permissions/);
  await transport.listen({ topic: "allowed", server: "s" }, () => {}).ready;
  await refused;
});

const ON = "on node 'r@h'";
const FAILED = [
  ["400", `Cannot declare quorum queue 't' in vhost '/' ${ON} with leader ${ON}: cluster_not_formed`],
  ["400", `Cannot declare queue 't' in vhost '/' ${ON}: noproc`],
  ["400", `Could not declare queue 't' in vhost '/' ${ON} because the metadata store operation timed out`],
  ["503", "Could not create exchange 't' because the operation timed out"],
] as const;

it("what RabbitMQ has failed at is tried again, for listeners and for notifications", async (test) => {
  const configuration = loadConfiguration();
  const attempts = FAILED.map(async ([status, explanation]) => {
    const broker = await new StandInBroker().start();
    broker.explanation = explanation;
    const fails = new Set(["PUT /queues/t", "PUT /queues/n.info"]);
    broker.status = (request) => (fails.delete(request) ? status : "204");
    const transport = getRpcTransport({ url: broker.url, configuration });
    const notifications = getNotificationTransport({ url: broker.url, configuration });
    test.after(async () => {
      await Promise.all([transport.close(), notifications.close()]);
      broker.stop();
    });
    await transport.listen({ topic: "t", server: "s" }, () => {}).ready;
    await new Notifier(notifications, { driver: "messagingv2", topics: ["n"] }).info({}, "a.b", 1);
    assert.deepEqual(broker.published, ["/exchanges/openstack/n.info"]);
    assert.equal(fails.size, 0);
  });
  await Promise.all(attempts);
});

it("what RabbitMQ will not take at any time is refused at once", async (test) => {
  const broker = await new StandInBroker().start();
  broker.explanation =
    "Cannot declare a queue 'q' of type 'quorum' on node 'r@h': the corresponding feature flag is disabled";
  broker.status = (request) => (request.startsWith("PUT /queues/") ? "400" : "204");
  const transport = getRpcTransport({ url: broker.url, configuration: loadConfiguration() });
  test.after(async () => {
    await transport.close();
    broker.stop();
  });
  await assert.rejects(
    transport.listen({ topic: "t", server: "s" }, () => {}).ready,
    /feature flag is disabled/,
  );
});
