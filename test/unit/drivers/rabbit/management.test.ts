import assert from "node:assert/strict";
import { it } from "node:test";
import { getRpcTransport, loadConfiguration } from "../../../../src/index.js";
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
