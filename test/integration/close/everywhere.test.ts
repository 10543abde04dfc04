import { test } from "node:test";
import { getRpcTransport, RpcServer } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { StandInBroker } from "../../unit/drivers/rabbit/stand-in-broker.js";
import { ThingEndpoint } from "../service/thing-service.js";
import { closesEverywhere } from "./support/closes-everywhere.js";

const title = "close() at every moment settles, with all that was under way, and the process ends";

test(`amqp://: ${title}`, async (t) => {
  const router = new Router({ port: 0, users: { users: { nova: { password: "geheim" } } } });
  await router.start();
  const transport = getRpcTransport({ url: `amqp://nova:geheim@127.0.0.1:${router.port}` });
  t.after(async () => {
    await transport.close();
    await router.stop({ graceful: false });
  });
  const place = { exchange: "close", topic: "served", server: "one" };
  await new RpcServer(transport, { ...place, endpoints: [new ThingEndpoint()] }).start();
  await closesEverywhere(t, "amqp://nova:geheim@HOST/?link_retry_delay=3600", router.port);
});

for (const { state, hasAlarm } of [
  { state: "", hasAlarm: false },
  { state: " during an alarm", hasAlarm: true },
]) {
  test(`rabbit://${state}: ${title}`, async (t) => {
    const broker = await new StandInBroker().start();
    t.after(() => broker.stop());
    broker.hasAlarm = hasAlarm;
    broker.routes = (address) => !address.endsWith("returned");
    const port = Number(new URL(broker.url).port);
    await closesEverywhere(t, "rabbit://guest:guest@HOST/?rabbit_retry_interval=3600", port);
  });
}

test(`fake://: ${title}`, (t) => closesEverywhere(t, "fake://close"));
