import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import type { ConsoleBackendOptions } from "../../src/console/console-backend.js";
import { getRpcTransport, silentLogger } from "../../src/index.js";
import { getNotificationTransport, NotificationListener, Notifier } from "../../src/notify/index.js";
import { Router } from "../../src/router/index.js";
import { modelOf } from "../integration/console/console-client.js";
import { CutProxy } from "../integration/faults/support/cut-proxy.js";
import { ThingClient, ThingEndpoint, thingDescriptor } from "../integration/service/thing-service.js";
import { CHROMIUM } from "../support/chromium.js";
import { freePort } from "../support/free-port.js";
import { hookLimit, needs } from "../support/peers.js";
import { useRouter } from "../support/use-router.js";
import { type BusPage, BusPages, repeat, serveUntilEnd } from "./bus-page.js";

const THINGS = { topics: [{ topic: "things", exchange: "test" }] };
const GIVEN: Partial<ConsoleBackendOptions> = { definitions: [modelOf(thingDescriptor)] };
const SECRET = "a secret of some length";
const PEER_GONE = /^The peer is gone, and is tried again: /;

function clientOf(test: TestContext, url: string): ThingClient {
  const transport = getRpcTransport({ url, logger: silentLogger });
  test.after(() => transport.close());
  const context = { user_id: "ada", request_id: "req-ada" };
  return new ThingClient(transport, { timeout: 120, context });
}

async function isSaidInEachView(opened: BusPage, text: RegExp): Promise<void> {
  for (const view of ["Services", "Traffic", "Notifications", "Load"]) {
    await opened.goTo(view);
    await opened.page.getByText(text).first().waitFor();
  }
}

describe("the console's page over a router", needs(CHROMIUM), () => {
  const { router } = useRouter();
  const pages = new BusPages();
  before(() => pages.start(), hookLimit);
  after(() => pages.stop(), hookLimit);

  it("finds services and calls them: results, errors with their traceback, casts", async (test) => {
    const endpoint = new ThingEndpoint("one");
    await serveUntilEnd(test, router.url, endpoint);
    const opened = await pages.open(test, router.url, THINGS);
    const { page } = opened;
    await opened.refreshUntil(/1 server$/);
    await opened.goToMethod("join");
    await page.getByRole("textbox", { name: "left", exact: true }).fill("<b>");
    await page.getByRole("checkbox", { name: "send right" }).check();
    await page.getByRole("textbox", { name: "right", exact: true }).fill("c");
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await page.locator(".outcome").getByText('"<b>c"').waitFor();
    await page.getByText(/answered after/).waitFor();
    await opened.goToMethod("long");
    await opened.send('{"value": 9007199254740993}');
    await page.locator(".outcome").getByText("9007199254740994").waitFor();
    await opened.goToMethod("fail");
    await opened.send('{"how": "declared"}');
    await page.locator(".outcome").getByText("thing_service.exceptions").waitFor();
    await page.locator(".outcome").getByText('"after": 5').waitFor();
    await opened.send('{"how": "it broke"}');
    await page.locator(".outcome").getByText("it broke").first().waitFor();
    await page.getByText("Traceback", { exact: true }).click();
    await page
      .locator(".outcome")
      .getByText(/ThingEndpoint\.fail/)
      .waitFor();
    await opened.goToMethod("sink");
    await opened.send('{"payload": [1]}', "Cast");
    await page.getByText("Accepted: the peer has taken it.").waitFor();
    assert.deepEqual(await endpoint.sunk(1), [[1]]);
    assert.deepEqual(opened.complaints, []);
  });

  it("shows traffic, notifications, and what runs", async (test) => {
    const endpoint = new ThingEndpoint("one");
    await serveUntilEnd(test, router.url, endpoint);
    const client = clientOf(test, router.url);
    const opened = await pages.open(test, router.url, THINGS);
    const { page } = opened;
    const waiting = client.wait(600).catch(() => {});
    repeat(test, () => client.echo({ password: "4711", n: 2 }));
    await opened.goTo("Traffic");
    await opened.chooseUntil("result", '"n": 2');
    const details = page.getByRole("complementary", { name: "details" });
    for (const text of ["ada", "req-ada", '"n": 2', "***"]) await details.getByText(text).first().waitFor();
    await details.getByText(/answered after/).waitFor();
    assert.equal(await page.getByText("4711").count(), 0);

    const transport = getNotificationTransport({ url: router.url });
    test.after(() => transport.close());
    const targets = [{ topic: "notifications" }];
    const listener = new NotificationListener(transport, { targets, endpoints: [{ info: () => {} }] });
    await listener.start();
    test.after(() => listener.stop());
    const notifier = new Notifier(transport, {
      publisherId: "host-a",
      driver: ["messagingv2"],
      topics: ["notifications"],
    });
    repeat(test, () => notifier.info({}, "thing.made", { n: 3 }));
    await opened.goTo("Notifications");
    await opened.chooseUntil("thing.made", '"n": 3');

    await opened.goTo("Load");
    const running = page.getByRole("region", { name: "running requests" });
    await running.getByRole("row").filter({ hasText: "wait" }).getByText("ada", { exact: true }).waitFor();
    await page.getByRole("region", { name: "methods" }).getByRole("button", { name: "echo" }).waitFor();
    endpoint.release();
    await waiting;
    assert.deepEqual(opened.complaints, []);
  });

  it("gives up a call, and says that a server has gone", async (test) => {
    const endpoint = new ThingEndpoint("one");
    const server = await serveUntilEnd(test, router.url, endpoint);
    const opened = await pages.open(test, router.url, THINGS);
    const { page } = opened;
    await opened.refreshUntil(/1 server$/);
    await opened.goToMethod("wait");
    await opened.send('{"seconds": 600}');
    await endpoint.begun(1);
    await page.getByText(/Waiting for the answer, [\d.]+ s so far/).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Given up: nobody waits for the answer.").waitFor();
    endpoint.release();
    await server.stop();
    const gone = await pages.open(test, router.url, { ...THINGS, ...GIVEN });
    await gone.page.getByText("nobody answers").waitFor();
    await gone.goToMethod("who");
    await gone.page.getByRole("spinbutton", { name: "Timeout, s" }).fill("0.2");
    await gone.send("{}");
    await gone.page.locator(".outcome").getByText("MESSAGING_TIMEOUT").waitFor();
    await gone.goTo("Load");
    await gone.page.getByText("no server of topic things in exchange test answers").waitFor();
    assert.deepEqual([opened.complaints, gone.complaints], [[], []]);
  });

  it("says that it is only to read, and sends nothing", async (test) => {
    const endpoint = new ThingEndpoint("one");
    await serveUntilEnd(test, router.url, endpoint);
    const client = clientOf(test, router.url);
    const opened = await pages.open(test, router.url, { ...GIVEN, readOnly: true });
    const { page } = opened;
    await page.getByText("Discovery: servers are not asked: the console was started").waitFor();
    await opened.goToMethod("join");
    assert.ok(await page.getByRole("button", { name: "Call", exact: true }).isDisabled());
    await page.getByText("read-only: requests are switched off (--read-only)").waitFor();
    await opened.goTo("Load");
    await page.getByText("Nobody tells of its load.").waitFor();
    repeat(test, () => client.join("a", "b"));
    await opened.goTo("Traffic");
    await page.getByRole("listbox").getByRole("option").first().getByText("join").waitFor();
    assert.deepEqual(opened.complaints, []);
  });

  it("says in each view that the router is gone, and goes on when it is back", async (test) => {
    const own = new Router({ port: await freePort() });
    await own.start();
    const { url } = own;
    await serveUntilEnd(test, url, new ThingEndpoint("one"));
    const opened = await pages.open(test, url, { ...THINGS, ...GIVEN });
    const { page } = opened;
    await opened.refreshUntil(/1 server$/);
    await own.stop({ graceful: false });
    await isSaidInEachView(opened, PEER_GONE);
    await opened.goToMethod("who");
    await opened.send("{}");
    await page
      .locator(".outcome")
      .getByText(/connection/)
      .first()
      .waitFor();
    const again = new Router({ port: Number(new URL(url).port) });
    await again.start();
    test.after(() => again.stop({ graceful: false }));
    await page.getByText(PEER_GONE).waitFor({ state: "detached" });
    await opened.refreshUntil(/1 server$/);
    await opened.send("{}");
    await page.locator(".outcome").getByText('"one"').waitFor();
    assert.deepEqual(opened.complaints, []);
  });

  it("says that the peer is slow, and that the console has ended", async (test) => {
    const proxy = await CutProxy.start(test, Number(new URL(router.url).port));
    proxy.stall("down");
    // The list of topics comes when the test has seen what is said until then.
    let answer = (_rows: readonly []) => {};
    const answered = new Promise<readonly []>((resolve) => {
      answer = resolve;
    });
    test.after(() => answer([]));
    const opened = await pages.open(test, proxy.url, { ...THINGS, ...GIVEN, list: () => answered });
    const { page } = opened;
    await page.getByText("Services: the servers have not answered yet; still waiting.").waitFor();
    for (const view of ["Traffic", "Notifications"]) {
      await opened.goTo(view);
      await page.getByText(/it begins when servers were asked what is to be hidden/).waitFor();
    }
    await opened.goTo("Load");
    await page.getByText(/^things: no server|^The servers are asked every two seconds/).waitFor();
    await opened.stop();
    await isSaidInEachView(opened, /does not answer: it has ended, or its machine is busy/);
  });
});

describe("the console's page without a permission", needs(CHROMIUM), () => {
  const things = "openstack.org/om/rpc";
  const users = {
    users: {
      looker: { password: SECRET, send: ["*"], receive: ["*"] },
      mute: { password: SECRET, send: [`${things}/nothing`], receive: ["*"], tap: ["*"] },
    },
  };
  const { router } = useRouter({ users });
  const pages = new BusPages();
  before(() => pages.start(), hookLimit);
  after(() => pages.stop(), hookLimit);
  const urlOf = (user: string) => router.url.replace("//", `//${user}:${encodeURIComponent(SECRET)}@`);

  it("says that the user may not tap, and goes on with what it may", hookLimit, async (test) => {
    await serveUntilEnd(test, urlOf("looker"), new ThingEndpoint("one"));
    const opened = await pages.open(test, urlOf("looker"), THINGS);
    await opened.refreshUntil(/1 server$/);
    for (const view of ["Traffic", "Notifications"]) {
      await opened.goTo(view);
      await opened.page.getByText(/: .*user needs "tap"/).waitFor();
    }
    await opened.goToMethod("who");
    await opened.send("{}");
    await opened.page.locator(".outcome").getByText('"one"').waitFor();
    assert.ok(!(await opened.page.content()).includes(SECRET));
  });

  it("says that the user may not send, and shows traffic", hookLimit, async (test) => {
    await serveUntilEnd(test, urlOf("looker"), new ThingEndpoint("one"));
    const opened = await pages.open(test, urlOf("mute"), { ...THINGS, ...GIVEN });
    const { page } = opened;
    await page.getByText(/^Discovery: .*you may not send to this address/).waitFor();
    await opened.goToMethod("who");
    await opened.send("{}");
    await page
      .locator(".outcome")
      .getByText(/you may not send to this address/)
      .first()
      .waitFor();
    const client = clientOf(test, urlOf("looker"));
    repeat(test, () => client.join("a", "b"));
    await opened.goTo("Traffic");
    await page.getByRole("listbox").getByRole("option").filter({ hasText: "join" }).first().waitFor();
  });

  it("says that the login is refused", hookLimit, async (test) => {
    const opened = await pages.open(test, router.url.replace("//", "//looker:wrong@"), GIVEN);
    await isSaidInEachView(opened, PEER_GONE);
  });
});
