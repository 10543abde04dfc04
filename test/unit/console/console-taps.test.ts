import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import type { Views } from "../../../src/console/api.js";
import { ConsoleBackend } from "../../../src/console/console-backend.js";
import { PageStream } from "../../../src/console/page-stream.js";
import type { Listener } from "../../../src/drivers/driver.js";
import type { TapObserver } from "../../../src/drivers/tapped-message.js";
import { getRpcTransport, type RpcTransport } from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { within } from "../../support/within.js";

const PATIENCE = 30;

const SAFE = {
  service: "Safe",
  topic: "safes",
  exchange: "test",
  namespace: "safes",
  version: "1.0",
  methods: { open: { params: [{ name: "digits", schema: { type: "string", writeOnly: true } }] } },
};

/** What a server tells of itself. */
const DESCRIPTION = {
  format: 1,
  library: { name: "oslo-rpc", version: "0" },
  server: "one",
  topic: SAFE.topic,
  exchange: SAFE.exchange,
  host: "host",
  pid: 1,
  program: "program",
  since: "2026-01-01T00:00:00.000Z",
  services: [SAFE],
  running: [],
  methods: [],
};

/** A page, and the text of its events. */
class Page {
  readonly #output = new PassThrough();
  readonly stream = new PageStream(this.#output);
  #text = "";

  constructor(test: TestContext) {
    this.#output.setEncoding("utf8").on("data", (text: string) => {
      this.#text += text;
    });
    test.after(() => this.#output.destroy());
  }

  /** The last state of its views. */
  get views(): Views {
    const all = [...this.#text.matchAll(/^event: views\ndata: (.*)$/gm)];
    return JSON.parse(all.at(-1)?.[1] ?? "null") as Views;
  }

  /** What was told, when something of it is true. */
  async until(what: string, isTold: (text: string) => boolean): Promise<string> {
    const look = async () => {
      while (!isTold(this.#text)) await once(this.#output, "data");
      return this.#text;
    };
    return within(PATIENCE, what, look());
  }
}

/** A console whose servers answer as a test says, and whose taps tell what it says. */
class TappingConsole {
  readonly observers: TapObserver[] = [];
  readonly backend: ConsoleBackend;
  /** What servers answer when they are asked. */
  answer: (tell: (description: object) => void) => Promise<void> = async (tell) => tell(DESCRIPTION);
  readonly #transports: readonly RpcTransport[];

  constructor(test: TestContext) {
    const [transport, tapTransport] = ["one", "two"].map((name) =>
      getRpcTransport({ url: `fake://${name}`, logger: silentLogger }),
    ) as [RpcTransport, RpcTransport];
    this.#transports = [transport, tapTransport];
    test.mock.method(transport, "send", async (...[, , , options]: Parameters<RpcTransport["send"]>) => {
      await this.answer((response) => options.onReply?.({ response }));
    });
    test.mock.method(tapTransport, "tap", (...[[target], observer]: Parameters<RpcTransport["tap"]>) => {
      if (target?.topic === "refused") throw new Error("the user may not tap");
      this.observers.push(observer);
      return { ready: Promise.resolve(), stop: async () => {} } as unknown as Listener;
    });
    this.backend = new ConsoleBackend({
      transport,
      tapTransport,
      definitions: [],
      topics: [{ topic: SAFE.topic, exchange: SAFE.exchange }],
      notificationTopics: [],
      list: async () => [],
      readOnly: false,
    });
    test.after(async () => {
      this.backend.close();
      await Promise.all(this.#transports.map((each) => each.close()));
    });
  }

  open(test: TestContext, ...topics: readonly string[]): Page {
    const page = new Page(test);
    test.after(this.backend.watch(topics, page.stream));
    return page;
  }

  /** A cast goes by, with a secret that only the definition tells. */
  pass(method: string): void {
    const message = { method, namespace: SAFE.namespace, version: "1.0", args: { digits: "4711" } };
    const target = { topic: SAFE.topic, exchange: SAFE.exchange };
    for (const observer of this.observers)
      observer.seen({ kind: "request", target, message, context: {}, id: undefined, size: 1, seenAt: 0 });
  }
}

describe("the taps of a console", () => {
  it("begin when the servers have told what is secret", async (test) => {
    const console = new TappingConsole(test);
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    console.answer = async (tell) => {
      await answered;
      tell(DESCRIPTION);
    };
    const page = console.open(test, SAFE.topic);
    const text = await page.until("the views", (told) => told.includes("event: views"));
    assert.deepEqual(console.observers.length, 0, text);
    assert.match(page.views.tap.why ?? "", /asked what is to be hidden/);
    answer();
    await page.until("the tap", () => page.views.tap.why === undefined);
    console.pass("open");
    const shown = await page.until("a cast", (told) => told.includes("event: traffic"));
    assert.ok(shown.includes("***") && !shown.includes("4711"), shown);
  });

  it("hide what a definition says is secret also when nobody tells it any more", async (test) => {
    const console = new TappingConsole(test);
    await console.backend.services(true);
    console.answer = async () => {};
    await console.backend.services(true);
    const page = console.open(test, SAFE.topic);
    await page.until("the tap", () => console.observers.length > 0);
    console.pass("open");
    const shown = await page.until("a cast", (told) => told.includes("event: traffic"));
    assert.ok(shown.includes("***") && !shown.includes("4711"), shown);
  });

  it("are each page's own: one that is refused is no other's", async (test) => {
    const console = new TappingConsole(test);
    await console.backend.services(true);
    const one = console.open(test, SAFE.topic);
    await one.until("the tap", () => console.observers.length > 0 && one.views?.tap.on);
    const stopped = new Page(test);
    console.backend.watch(["refused"], stopped.stream)();
    const two = console.open(test, "refused");
    await two.until("the refusal", () => two.views?.tap.on === false);
    assert.equal(two.views.tap.why, "the user may not tap");
    await console.backend.services(true);
    const three = console.open(test, SAFE.topic);
    await three.until("the views", (told) => told.includes("event: views"));
    assert.deepEqual([one.views.tap, three.views.tap, two.views.tap.on], [{ on: true }, { on: true }, false]);
    assert.equal(console.backend.session().views.tap.on, true);
  });
});
