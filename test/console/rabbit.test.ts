import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { listPeer } from "../../src/discovery/listing/peer-listing.js";
import { getRpcTransport, loadConfiguration, silentLogger } from "../../src/index.js";
import { getNotificationTransport, Notifier } from "../../src/notify/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import type { Broker } from "../rabbit/support/broker.js";
import { ownRabbit, startOwnRabbit, suiteLimit } from "../rabbit/support/rabbit.js";
import { CHROMIUM } from "../support/chromium.js";
import { freePort } from "../support/free-port.js";
import { hookLimit, needs } from "../support/peers.js";
import { BusPages, repeat, serveUntilEnd } from "./bus-page.js";

const CONFIGURED = { values: { control_exchange: "test" } };

describe("the console's page over RabbitMQ", { ...needs(CHROMIUM, ownRabbit), ...suiteLimit }, () => {
  const pages = new BusPages();
  let broker: Broker;
  let management: URL;

  before(async () => {
    const port = await freePort();
    management = new URL(`http://127.0.0.1:${port}`);
    [broker] = await Promise.all([
      startOwnRabbit({
        plugins: ["rabbitmq_management"],
        config: ["management.tcp.ip = 127.0.0.1", `management.tcp.port = ${port}`],
      }),
      pages.start(),
    ]);
  }, hookLimit);
  after(async () => {
    await Promise.all([broker?.stop(), pages.stop()]);
  }, hookLimit);

  /** Lists what the broker's management page tells a user. */
  const listing = (url = broker.url) => ({
    list: () => listPeer({ url, configuration: loadConfiguration(), http: management, token: undefined }, 10),
  });

  function clientOf(test: TestContext): ThingClient {
    const transport = getRpcTransport({ url: broker.url, logger: silentLogger });
    test.after(() => transport.close());
    return new ThingClient(transport, { timeout: 120, context: { user_id: "ada", request_id: "req-ada" } });
  }

  it("finds services by the broker's list of queues, and calls them", async (test) => {
    const endpoint = new ThingEndpoint("one");
    await serveUntilEnd(test, broker.url, endpoint);
    const opened = await pages.open(test, broker.url, listing());
    const { page } = opened;
    await opened.refreshUntil(/things · 1\.2 · 1 server$/);
    await opened.goToMethod("join");
    await opened.send('{"left": "a", "right": "b"}');
    await page.locator(".outcome").getByText('"ab"').waitFor();
    await page.getByText(/answered after/).waitFor();
    await opened.goToMethod("fail");
    await opened.send('{"how": "it broke"}');
    await page.getByText("Traceback", { exact: true }).click();
    await page
      .locator(".outcome")
      .getByText(/ThingEndpoint\.fail/)
      .waitFor();
    await opened.goToMethod("sink");
    await opened.send('{"payload": 1}', "Cast");
    await page.getByText("Accepted: the peer has taken it.").waitFor();
    assert.deepEqual(await endpoint.sunk(1), [1]);
    assert.deepEqual(opened.complaints, []);
  });

  it("shows requests, notifications and load, and says that replies are not seen", async (test) => {
    const endpoint = new ThingEndpoint("one");
    await serveUntilEnd(test, broker.url, endpoint);
    const client = clientOf(test);
    const notifications = getNotificationTransport({
      url: broker.url,
      configuration: loadConfiguration(CONFIGURED),
    });
    test.after(() => notifications.close());
    const notifier = new Notifier(notifications, {
      publisherId: "host-a",
      driver: ["messagingv2"],
      topics: ["things"],
    });
    repeat(test, () => client.echo({ password: "4711", n: 2 }));
    repeat(test, () => notifier.info({}, "thing.made", { n: 3 }));
    client.wait(600).catch(() => {});
    const topics = [{ topic: "things", exchange: "test" }];
    const opened = await pages.open(test, broker.url, { topics, notificationTopics: [] });
    const { page } = opened;
    const details = page.getByRole("complementary", { name: "details" });
    await opened.goTo("Traffic");
    await page.getByText(/^Tap: not seen: replies/).waitFor();
    await opened.chooseUntil("echo", '"n": 2');
    for (const text of ["ada", "req-ada", '"n": 2', "***"]) await details.getByText(text).first().waitFor();
    assert.equal(await page.getByText("4711").count(), 0);
    await opened.goTo("Notifications");
    await opened.chooseUntil("thing.made", '"n": 3');
    await opened.goTo("Load");
    const running = page.getByRole("region", { name: "running requests" });
    await running.getByRole("row").filter({ hasText: "wait" }).getByText("ada", { exact: true }).waitFor();
    await page.getByRole("region", { name: "methods" }).getByRole("button", { name: "echo" }).waitFor();
    assert.deepEqual(opened.complaints, []);
  });

  it("says what a user without tags and permissions may not", async (test) => {
    await serveUntilEnd(test, broker.url, new ThingEndpoint("one"));
    await broker.ctl("add_user", "nobody", "nobody");
    await broker.ctl("set_permissions", "nobody", "^$", "^$", "^$");
    const url = broker.url.replace("guest:guest", "nobody:nobody");
    const topics = [{ topic: "things", exchange: "test" }];
    const opened = await pages.open(test, url, { ...listing(url), topics });
    const { page } = opened;
    await page
      .getByText(/no server of topic things in exchange test answers: .*unauthorized-access/)
      .waitFor();
    await opened.goTo("Traffic");
    await page.getByText(/^Tap: .*unauthorized-access/).waitFor();
    assert.deepEqual(opened.complaints, []);
  });

  it("says that the broker is gone, and goes on when it is back", async (test) => {
    await serveUntilEnd(test, broker.url, new ThingEndpoint("one"));
    const opened = await pages.open(test, broker.url, listing());
    const { page } = opened;
    await opened.refreshUntil(/1 server$/);
    await broker.kill();
    await page.getByText(/^The peer is gone, and is tried again: /).waitFor();
    await broker.start();
    await page.getByText(/^The peer is gone/).waitFor({ state: "detached" });
    await opened.refreshUntil(/1 server$/);
    await opened.goToMethod("who");
    await page.getByRole("spinbutton", { name: "Timeout, s" }).fill("5");
    // The server is back a little later than the console is.
    await opened.callUntil('"one"');
  });
});
