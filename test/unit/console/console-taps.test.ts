import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import type { Views } from "../../../src/console/api.js";
import type { Watched } from "../../../src/console/backend.js";
import { ConsoleBackend } from "../../../src/console/console-backend.js";
import type { NotificationLine, TrafficLine } from "../../../src/console/events.js";
import { PageStream } from "../../../src/console/page-stream.js";
import type { Listener } from "../../../src/drivers/driver.js";
import type { TapObserver, TappedMessage, TappedReply } from "../../../src/drivers/tapped-message.js";
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
  methods: {
    open: {
      params: [{ name: "digits", schema: { type: "string", writeOnly: true } }],
      result: { type: "object", properties: { digits: { type: "string", writeOnly: true } } },
    },
  },
  notifications: {
    "safe.opened": {
      payload: { type: "object", properties: { digits: { type: "string", writeOnly: true } } },
    },
  },
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

type Line<Name> = Name extends "traffic" ? TrafficLine : NotificationLine;

/** A page, and the text of its events. */
class Page {
  readonly #output = new PassThrough();
  readonly stream = new PageStream(this.#output);
  readonly #taken = { traffic: 0, notifications: 0 };
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

  /** The next lines that are told. */
  async next<Name extends "traffic" | "notifications">(name: Name, count: number): Promise<Line<Name>[]> {
    const first = this.#taken[name];
    const all = () =>
      [...this.#text.matchAll(new RegExp(`^event: ${name}\\ndata: (.*)$`, "gm"))].flatMap(
        ([, json = "[]"]) => JSON.parse(json) as Line<Name>[],
      );
    this.#taken[name] += count;
    await this.until(`${count} lines`, () => all().length >= first + count);
    return all().slice(first, first + count);
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
    return this.watch(test, { topics, allValues: false });
  }

  watch(test: TestContext, watched: Watched): Page {
    const page = new Page(test);
    test.after(this.backend.watch(watched, page.stream));
    return page;
  }

  /** A request goes by, with a secret that only the definition tells; without an id it is a cast. */
  pass(method: string, part: { id?: string; version?: string; topic?: string } = {}): void {
    const { id, version = "1.0", topic = SAFE.topic } = part;
    const message = { method, namespace: SAFE.namespace, version, args: { digits: "4711" } };
    const target = { topic, exchange: SAFE.exchange };
    this.#seen({ kind: "request", target, message, context: {}, id, size: 1, seenAt: 0 });
  }

  /** The reply to a call goes by. */
  reply(id: string, reply: TappedReply["reply"]): void {
    this.#seen({ kind: "reply", id, reply, seenAt: 1 });
  }

  /** A notification goes by. */
  notify(eventType: string): void {
    const message = { event_type: eventType, payload: { digits: "4711" } };
    this.#seen({ kind: "notification", target: { topic: "events" }, message, context: {}, seenAt: 1 });
  }

  #seen(message: TappedMessage): void {
    for (const observer of this.observers) observer.seen(message);
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

  it("are of services that stay in the list while their servers do not answer, until others do", async (test) => {
    const console = new TappingConsole(test);
    const names = async () =>
      (await console.backend.services(true)).services.map(({ name, servers }) => [name, servers.length]);
    assert.deepEqual(await names(), [["Safe", 1]]);
    const answer = console.answer;
    console.answer = async () => {};
    assert.deepEqual(await names(), [["Safe", 0]]);
    console.answer = answer;
    assert.deepEqual(await names(), [["Safe", 1]]);
    console.answer = async (tell) => tell({ ...DESCRIPTION, services: [] });
    assert.deepEqual(await names(), []);
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

  it("show values of no method whose definition is forgotten, as what of them is secret is then, too", async (test) => {
    const console = new TappingConsole(test);
    const page = console.open(test, SAFE.topic);
    await page.until("the tap", () => console.observers.length > 0);
    // More than are kept of those that nobody tells any more, and with more names than are remembered of services.
    for (const name of ["One", "Two", "Three"]) {
      const services = Array.from({ length: 150 }, (_, index) => ({
        service: `${name}${index}`,
        topic: SAFE.topic,
        namespace: `${name}${index}`,
        version: "1.0",
        methods: {},
      }));
      console.answer = async (tell) => tell({ ...DESCRIPTION, services });
      await console.backend.services(true);
    }
    console.pass("open");
    const [line] = await page.next("traffic", 1);
    assert.deepEqual([line?.hidden, line?.values], [true, undefined]);
  });

  it("are each page's own: one that is refused is no other's", async (test) => {
    const console = new TappingConsole(test);
    await console.backend.services(true);
    const one = console.open(test, SAFE.topic);
    await one.until("the tap", () => console.observers.length > 0 && one.views?.tap.on);
    const stopped = new Page(test);
    console.backend.watch({ topics: ["refused"], allValues: false }, stopped.stream)();
    const two = console.open(test, "refused");
    await two.until("the refusal", () => two.views?.tap.on === false);
    assert.equal(two.views.tap.why, "the user may not tap");
    await console.backend.services(true);
    const three = console.open(test, SAFE.topic);
    await three.until("the views", (told) => told.includes("event: views"));
    assert.deepEqual([one.views.tap, three.views.tap, two.views.tap.on], [{ on: true }, { on: true }, false]);
    assert.equal(console.backend.session().views.tap.on, true);
  });

  it("hide values until a definition says what of them is secret, which servers are asked for again", async (test) => {
    const console = new TappingConsole(test);
    console.answer = async () => {};
    const page = console.open(test, SAFE.topic);
    await page.until("the tap", () => console.observers.length > 0);
    const asked = new Promise<void>((resolve) => {
      console.answer = async (tell) => {
        tell(DESCRIPTION);
        resolve();
      };
    });
    console.pass("open", { id: "first" });
    console.reply("early", { response: { digits: "4711" } });
    console.reply("first", { failure: failureOf("Broken", "4711") });
    const [call, early, failure] = await page.next("traffic", 3);
    assert.deepEqual([call?.method, call?.hidden, call?.values], ["open", true, undefined]);
    assert.deepEqual([early?.hidden, early?.values], [true, undefined]);
    assert.deepEqual([failure?.hidden, failure?.error, failure?.values], [true, "Broken", undefined]);
    await asked;
    await within(PATIENCE, "the definition", shownWith(console, page));
    console.pass("open", { id: "second" });
    console.reply("second", { response: { digits: "4711" } });
    const lines = await page.next("traffic", 2);
    const masked = { text: '{"digits":"***"}' };
    assert.deepEqual(
      lines.map(({ hidden, values }) => [hidden, values]),
      [
        [undefined, masked],
        [undefined, masked],
      ],
    );
    const { services } = await console.backend.services(false);
    assert.deepEqual(
      services.map(({ name, servers }) => [name, servers.length]),
      [["Safe", 1]],
    );
  });

  it("hide values of what is newer than the definition, or of another topic or method", async (test) => {
    const console = new TappingConsole(test);
    const page = console.open(test, SAFE.topic);
    await page.until("the tap", () => console.observers.length > 0);
    console.pass("open");
    console.pass("open", { version: "1.1" });
    console.pass("open", { version: "2.0" });
    console.pass("open", { topic: "other" });
    console.pass("close");
    console.pass("__proto__");
    const lines = await page.next("traffic", 6);
    assert.deepEqual(
      lines.map(({ hidden }) => hidden),
      [undefined, true, true, true, true, true],
    );
  });

  it("show them without a definition where the page asks for it", async (test) => {
    const console = new TappingConsole(test);
    const page = console.watch(test, { topics: [SAFE.topic], allValues: true });
    await page.until("the tap", () => console.observers.length > 0);
    console.pass("close");
    console.pass("open");
    const [unknown, known] = await page.next("traffic", 2);
    assert.deepEqual(
      [unknown?.values, known?.values],
      [{ text: '{"digits":"4711"}' }, { text: '{"digits":"***"}' }],
    );
  });

  it("hide payloads while a server that may declare the event has not answered", async (test) => {
    const console = new TappingConsole(test);
    console.answer = async () => {};
    const page = console.open(test, SAFE.topic);
    await page.until("the tap", () => console.observers.length > 0);
    console.answer = async (tell) => tell(DESCRIPTION);
    console.notify("safe.opened");
    console.notify("other");
    const first = await page.next("notifications", 2);
    assert.deepEqual(
      first.map(({ hidden, values }) => [hidden, values]),
      [
        [true, undefined],
        [true, undefined],
      ],
    );
    await within(PATIENCE, "the definition", shownWith(console, page));
    console.notify("safe.opened");
    console.notify("other");
    const lines = await page.next("notifications", 2);
    assert.deepEqual(
      lines.map(({ values }) => values?.text),
      ['{"digits":"***"}', '{"digits":"4711"}'],
    );
  });
});

/** What servers of a topic answer that have not told all their definitions, as far as can be told. */
const UNTOLD: Readonly<Record<string, readonly object[]>> = {
  "nothing, as they have no discovery": [{ refused: true }],
  "one its definition, another nothing": [DESCRIPTION, { refused: true }],
  "without definitions": [{ ...DESCRIPTION, services: undefined }],
  "a definition that cannot be read": [{ ...DESCRIPTION, services: [{ service: 1 }] }],
};

describe("payloads of events that no definition declares are hidden where servers tell", () => {
  for (const [what, answers] of Object.entries(UNTOLD))
    it(what, async (test) => {
      const console = new TappingConsole(test);
      console.answer = async (tell) => answers.forEach(tell);
      const page = console.open(test, SAFE.topic);
      await page.until("the tap", () => console.observers.length > 0);
      console.notify("other");
      const [line] = await page.next("notifications", 1);
      assert.deepEqual([line?.hidden, line?.values], [true, undefined]);
    });
});

function failureOf(name: string, message: string) {
  return { class: name, module: "safes", message, tb: [], args: [], kwargs: {} };
}

/** Resolves when values are shown. */
async function shownWith(console: TappingConsole, page: Page): Promise<void> {
  for (;;) {
    console.pass("open");
    const [line] = await page.next("traffic", 1);
    if (line?.values !== undefined) return;
  }
}
