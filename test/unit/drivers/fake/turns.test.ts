import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../../../src/notify/index.js";
import { ThingClient, ThingEndpoint } from "../../../integration/service/thing-service.js";

async function makeWorld(test: TestContext) {
  const options = { url: `fake://${randomUUID()}`, configuration: loadConfiguration() };
  const transport = getRpcTransport(options);
  const endpoint = new ThingEndpoint();
  const server = new RpcServer(transport, { server: "one", endpoints: [endpoint] });
  await server.start();
  const notifications = getNotificationTransport(options);
  const noted: unknown[] = [];
  const listener = new NotificationListener(notifications, {
    targets: [{ topic: "news" }],
    endpoints: [{ info: (_ctx, _publisher, _type, payload) => void noted.push(payload) }],
  });
  await listener.start();
  test.after(async () => {
    await Promise.all([server.stop(), listener.stop()]);
    await Promise.all([transport.close(), notifications.close()]);
  });
  const notifier = new Notifier(notifications, { driver: "messagingv2", topics: ["news"] });
  return { client: new ThingClient(transport, { timeout: 20 }), endpoint, notifier, noted };
}

describe("what is sent over fake:// in a loop", () => {
  const numbers = Array.from({ length: 50 }, (_, index) => index);

  for (const fanout of [false, true]) {
    it(`lets a server take each ${fanout ? "fanout" : "cast"} meanwhile`, async (test) => {
      const { client, endpoint } = await makeWorld(test);
      const sender = client.prepare({ fanout });
      for (const number of numbers) await sender.sink(number);
      assert.deepEqual(await endpoint.sunk(0), numbers);
    });
  }

  it("lets a listener take each notification meanwhile", async (test) => {
    const { notifier, noted } = await makeWorld(test);
    for (const number of numbers) await notifier.info({}, "x.y", number);
    assert.deepEqual(noted, numbers);
  });

  it("lets the timers of the process run", async (test) => {
    const { client } = await makeWorld(test);
    let isTimeUp = false;
    setTimeout(() => {
      isTimeUp = true;
    }, 1);
    // Far more than go into a ms, and an end where no timer ever runs.
    let sent = 0;
    while (!isTimeUp && sent < 20_000) sent = await client.sink(sent).then(() => sent + 1);
    assert.ok(isTimeUp, `${sent} casts were sent before`);
  });
});

it("messages over fake:// arrive where a test has put fake timers in place of the real ones", async (test) => {
  const { client, endpoint, notifier, noted } = await makeWorld(test);
  test.mock.timers.enable();
  assert.equal(await client.echo("called"), "called");
  await client.sink("cast");
  await notifier.info({}, "x.y", "noted");
  test.mock.timers.reset();
  assert.deepEqual([await endpoint.sunk(0), noted], [["cast"], ["noted"]]);
});
