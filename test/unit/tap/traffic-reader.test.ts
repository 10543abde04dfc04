import assert from "node:assert/strict";
import { test } from "node:test";
import type { TappedMessage } from "../../../src/drivers/tapped-message.js";
import { maskingSecrets } from "../../../src/tap/secrets.js";
import type { TrafficLine } from "../../../src/tap/traffic.js";
import type { TrafficFilter } from "../../../src/tap/traffic-filter.js";
import { TrafficReader } from "../../../src/tap/traffic-reader.js";

const T = Date.UTC(2026, 0, 1);

function request(method: string, id: string | undefined, seenAt: number, server?: string): TappedMessage {
  const target = { topic: "compute", exchange: "nova", server };
  const context = { request_id: "req-1", auth_token: "abc" };
  return {
    kind: "request",
    seenAt,
    target,
    message: { method, args: { password: "p", n: 1 } },
    context,
    id,
    size: 100,
  };
}

function reply(id: string, seenAt: number, fails = false): TappedMessage {
  const failure = { class: "Bad", module: "m", message: "no", tb: [], args: [], kwargs: {} };
  return { kind: "reply", seenAt, id, reply: fails ? { failure } : { response: { ok: true } } };
}

function notification(priority: string, seenAt: number): TappedMessage {
  const message = { event_type: "a.b", priority, payload: { token: "t" } };
  return { kind: "notification", seenAt, target: { topic: "notifications" }, message, context: {} };
}

function read(filter: TrafficFilter, messages: readonly TappedMessage[]): TrafficLine[] {
  const lines: TrafficLine[] = [];
  const show = (line: TrafficLine) => lines.push(line);
  const reader = new TrafficReader({ filter, secrets: maskingSecrets(), show, blind: () => {} });
  for (const message of messages) reader.seen(message);
  return lines;
}

/** The lines in short: what each is of. */
function shortly(lines: readonly TrafficLine[]): string[] {
  return lines.map((line) => {
    if (line.type === "reply") return `${line.failure === undefined ? "reply" : "failure"} ${line.method}`;
    return "method" in line ? `${line.type} ${line.method}` : line.type;
  });
}

const traffic = [
  request("quick", "1", T),
  request("slow", "2", T + 1, "host-1"),
  request("cast", undefined, T + 2),
  reply("1", T + 3.25),
  notification("INFO", T + 4),
  { kind: "heartbeat", id: "2", seenAt: T + 40 } as const,
  reply("2", T + 101, true),
  reply("unknown", T + 102),
  notification("ERROR", T + 103),
];

test("a reply has the method of its call and the time since, and secrets are masked in both", () => {
  const [call, , cast, answer] = read({}, traffic);
  assert.deepEqual(call, {
    type: "call",
    time: "2026-01-01T00:00:00.000Z",
    id: "1",
    topic: "compute",
    exchange: "nova",
    server: undefined,
    fanout: undefined,
    method: "quick",
    namespace: undefined,
    version: undefined,
    args: { password: "***", n: 1 },
    context: { request_id: "req-1", auth_token: "***" },
  });
  assert.equal(cast?.type, "cast");
  assert.deepEqual(answer, {
    type: "reply",
    time: "2026-01-01T00:00:00.003Z",
    id: "1",
    method: "quick",
    topic: "compute",
    elapsed: 3.25,
    result: { ok: true },
  });
});

test("without a filter all is shown, in its order, and a reply to nothing that was seen as that", () => {
  assert.deepEqual(shortly(read({}, traffic)), [
    "call quick",
    "call slow",
    "cast cast",
    "reply quick",
    "notification",
    "failure slow",
    "reply undefined",
    "notification",
  ]);
});

test("filters take requests and their replies together", () => {
  assert.deepEqual(shortly(read({ methods: ["quick"] }, traffic)), ["call quick", "reply quick"]);
  assert.deepEqual(shortly(read({ servers: ["host-1"] }, traffic)), ["call slow", "failure slow"]);
  assert.deepEqual(shortly(read({ errors: true }, traffic)), ["call slow", "failure slow", "notification"]);
  assert.deepEqual(shortly(read({ slowerThan: 50 }, traffic)), ["call slow", "failure slow"]);
  assert.deepEqual(shortly(read({ slowerThan: 50, methods: ["quick"] }, traffic)), []);
});

test("a call is shown once with all the replies of a fanout", () => {
  const target = { topic: "compute", fanout: true };
  const asked = { ...(request("all", "3", T) as Extract<TappedMessage, { kind: "request" }>), target };
  const lines = read({ slowerThan: 0 }, [asked, reply("3", T + 1), reply("3", T + 2)]);
  assert.deepEqual(shortly(lines), ["call all", "reply all", "reply all"]);
});

test("where no replies are seen, calls do not wait for them, and none is held back for its reply", () => {
  const lines: TrafficLine[] = [];
  const told: unknown[] = [];
  const reader = new TrafficReader({
    filter: {},
    secrets: maskingSecrets(),
    show: (line) => lines.push(line),
    blind: (unseen) => told.push(unseen),
  });
  const unseen = { what: "replies", replies: true };
  reader.blind(unseen);
  reader.seen(request("lost", "1", T));
  reader.seen(reply("1", T + 5));
  assert.deepEqual(shortly(lines), ["call lost", "reply undefined"]);
  assert.deepEqual(told, [unseen]);
});

test("a call is not waited for longer than an hour, and not with more than 64 MiB of others", () => {
  const hour = 3_600_000;
  const late = [request("late", "1", T), request("next", "2", T + hour - 1), reply("1", T + hour - 1)];
  assert.deepEqual(shortly(read({}, late)).at(-1), "reply late");
  const tooLate = [request("late", "1", T), request("next", "2", T + hour), reply("1", T + hour)];
  assert.deepEqual(shortly(read({}, tooLate)).at(-1), "reply undefined");
  const large = (id: string) => ({ ...request("large", id, T), size: 40 * 2 ** 20 });
  const two = [large("1"), large("2"), reply("1", T + 1), reply("2", T + 1)];
  assert.deepEqual(shortly(read({ slowerThan: 1 }, two)), ["call large", "reply large"]);
  // What has been shown is not kept.
  assert.deepEqual(shortly(read({}, two)), ["call large", "call large", "reply large", "reply large"]);
  const after = [large("1"), reply("1", T), large("2"), reply("2", T + 1)];
  assert.deepEqual(shortly(read({ slowerThan: 1 }, after)), ["call large", "reply large"]);
});

test("calls that nobody answers do not gather without end", () => {
  const many = Array.from({ length: 10_050 }, (_, index) => request("lost", `id-${index}`, T));
  const lines = read({ slowerThan: 1 }, [...many, reply("id-0", T + 5), reply("id-10049", T + 5)]);
  // The first has been forgotten, and a reply alone is not slow.
  assert.deepEqual(shortly(lines), ["call lost", "reply lost"]);
});

test("a message that cannot be shown counts as missed, and those after it are shown", () => {
  const lines: TrafficLine[] = [];
  const reader = new TrafficReader({
    filter: {},
    secrets: {
      ...maskingSecrets(),
      ofFailure: () => {
        throw new RangeError("Invalid string length");
      },
    },
    show: (line) => lines.push(line),
    blind: () => {},
  });
  reader.seen(reply("1", T, true));
  reader.seen(request("next", "2", T));
  assert.deepEqual(shortly(lines), ["missed", "call next"]);
});
