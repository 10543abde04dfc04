import assert from "node:assert/strict";
import { it } from "node:test";
import { getRpcTransport } from "../../../../src/index.js";
import { StandInBroker } from "./stand-in-broker.js";

const FANOUT = "/queues/t_fanout_";

/** Private queues that were declared, and not deleted since. */
function left({ declared }: StandInBroker): string[] {
  const queues = new Set<string>();
  for (const asked of declared) {
    const [verb, queue = ""] = asked.split(" ");
    if (!queue.startsWith(FANOUT)) continue;
    if (verb === "PUT") queues.add(queue);
    if (verb === "DELETE") queues.delete(queue);
  }
  return [...queues];
}

it("a fanout queue that could not be consumed from is deleted", async () => {
  const broker = await new StandInBroker().start();
  let refusals = 2;
  broker.refuses = (queue) => queue.startsWith(FANOUT) && refusals-- > 0;
  const transport = getRpcTransport({ url: broker.url });
  const listener = transport.listen({ topic: "t", server: "s" }, () => {});
  await listener.ready;
  assert.equal(left(broker).length, 1);
  await listener.stop();
  await broker.until(() => left(broker).length === 0);
  await transport.close();
  broker.stop();
});

it("a fanout queue is deleted when its listener stops while it is declared", async () => {
  const broker = await new StandInBroker().start();
  const transport = getRpcTransport({ url: broker.url });
  const listener = transport.listen({ topic: "t", server: "s" }, () => {});
  const refused = assert.rejects(listener.ready, { name: "ServerListenError" });
  broker.status = (asked) => {
    if (asked.startsWith(`PUT ${FANOUT}`)) void listener.stop();
    return "204";
  };
  await refused;
  await broker.until(
    () => broker.declared.at(-1)?.startsWith("DELETE") === true && left(broker).length === 0,
  );
  await transport.close();
  broker.stop();
});
