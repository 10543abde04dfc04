import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { IncomingRequest, Reply } from "../../../src/drivers/driver.js";
import type { InstrumentationEvent, Operation } from "../../../src/instruments/instrumentation.js";
import { Instruments } from "../../../src/instruments/instruments.js";
import { silentLogger } from "../../../src/log/logger.js";
import { Dispatcher } from "../../../src/rpc/dispatcher.js";
import { RequestRunner, type RequestRunnerOptions } from "../../../src/rpc/request-runner.js";
import { timers } from "../../../src/time/timers.js";
import { keepingLogger } from "./support.js";

class Request implements IncomingRequest {
  readonly context = {};
  readonly message;
  deadline: number | undefined;
  readonly callMonitorTimeout;
  readonly expectsReply = true;
  readonly events: string[] = [];
  /** The connection it came over is lost. */
  gone = false;
  /** The peer takes it back. */
  withdraw = (): void => {};
  readonly answered: Promise<Reply>;
  #answer!: (reply: Reply) => void;

  constructor(name: string, callMonitorTimeout?: number) {
    this.message = { method: name, args: {} };
    this.callMonitorTimeout = callMonitorTimeout;
    this.answered = new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
  acknowledge(): boolean {
    this.events.push("acknowledge");
    return !this.gone;
  }
  onWithdrawn(tell: () => void): void {
    this.withdraw = tell;
  }
  requeue(): void {
    this.events.push("requeue");
  }
  done(): void {
    this.events.push("done");
  }
  async reply(reply: Reply): Promise<void> {
    this.events.push("reply");
    this.#answer(reply);
  }
  heartbeat(): void {
    this.events.push("heartbeat");
  }
}

/** A runner with one method that runs until it is released. */
function makeRunner(limit: number, log = silentLogger, watching: Partial<RequestRunnerOptions> = {}) {
  const running: (() => void)[] = [];
  const wait = () => new Promise<null>((resolve) => running.push(() => resolve(null)));
  const dispatcher = new Dispatcher([
    {
      namespace: undefined,
      version: "1.0",
      methods: new Map([["wait", { service: "Things", accept: () => ({}), run: wait, errors: [] }]]),
    },
  ]);
  const runner = new RequestRunner({
    dispatcher,
    targetOf: () => ({ topic: "things" }),
    limit,
    errors: [],
    tracebacks: false,
    serializer: undefined,
    log,
    ...watching,
  });
  return { runner, running };
}

describe("a request runner", () => {
  it("runs so many at a time, and the others in their order, unacknowledged until then", async () => {
    const { runner, running } = makeRunner(2);
    const requests = Array.from({ length: 5 }, () => new Request("wait"));
    for (const request of requests) runner.take(request);
    assert.deepEqual([runner.running, runner.waiting], [2, 3]);
    assert.deepEqual(
      requests.map(({ events }) => events.length),
      [1, 1, 0, 0, 0],
    );
    for (const request of requests) {
      running.shift()?.();
      await request.answered;
      assert.deepEqual(request.events, ["acknowledge", "reply", "done"]);
    }
    assert.deepEqual([runner.running, runner.waiting], [0, 0]);
  });

  it("runs nothing whose connection went while it waited, and goes on with the next", async () => {
    const { runner, running } = makeRunner(1);
    const [first, lost, last] = [new Request("wait"), new Request("wait"), new Request("wait")];
    for (const request of [first, lost, last]) runner.take(request);
    lost.gone = true;
    running.shift()?.();
    await first.answered;
    await new Promise(setImmediate);
    running.shift()?.();
    await last.answered;
    assert.deepEqual(lost.events, ["acknowledge", "done"]);
    assert.deepEqual([runner.running, runner.waiting], [0, 0]);
  });

  it("keeps nothing that its peer takes back while it waits, and goes on with the next", async () => {
    const { runner, running } = makeRunner(1);
    const [first, last] = [new Request("wait"), new Request("wait")];
    const withdrawn = [1, 2, 3].map(() => new Request("wait"));
    for (const request of [first, ...withdrawn, last]) runner.take(request);
    for (const request of withdrawn) request.withdraw();
    assert.equal(runner.waiting, 1);
    running.shift()?.();
    await first.answered;
    await new Promise(setImmediate);
    last.withdraw();
    running.shift()?.();
    await last.answered;
    assert.deepEqual(
      withdrawn.flatMap(({ events }) => events),
      [],
    );
    assert.deepEqual([runner.running, runner.waiting], [0, 0]);
  });

  it("takes a request that waited beyond its deadline, and does not run it", async () => {
    const { runner, running } = makeRunner(1);
    const [first, late, last] = [new Request("wait"), new Request("wait"), new Request("wait")];
    late.deadline = performance.now();
    last.deadline = performance.now() + 60_000;
    for (const request of [first, late, last]) runner.take(request);
    running.shift()?.();
    await first.answered;
    await new Promise(setImmediate);
    running.shift()?.();
    await last.answered;
    assert.deepEqual(late.events, ["acknowledge", "done"]);
    assert.deepEqual([runner.running, runner.waiting], [0, 0]);
  });

  it("does not run a request whose deadline was over when it came", async () => {
    const { runner, running } = makeRunner(1);
    const [late, next] = [new Request("wait"), new Request("wait")];
    late.deadline = performance.now();
    for (const request of [late, next]) runner.take(request);
    assert.deepEqual([late.events, runner.running], [["acknowledge", "done"], 1]);
    running.shift()?.();
    await next.answered;
  });

  it("tells those who watch how long a request waited, and what is not run and why", async () => {
    const notes: unknown[] = [];
    const started = (operation: Operation) => {
      assert.ok(operation.type === "handle-request");
      const waited = operation.waited > 0 ? "waited" : "at once";
      return {
        ended: (result: string, error?: unknown) => notes.push([waited, result, (error as Error)?.name]),
      };
    };
    const happened = ({ type }: InstrumentationEvent) => notes.push(type);
    const transport = { driver: "fake", host: undefined, port: undefined, exchange: "openstack" };
    const instruments = new Instruments([{ started, happened }], transport, silentLogger);
    const refused: unknown[] = [];
    const onRefused = async (request: IncomingRequest, refusal: unknown) => {
      refused.push([request.message.method, (refusal as Error).name]);
      throw refusal;
    };
    const { runner, running } = makeRunner(1, silentLogger, { instruments, onRefused });
    const requests = Array.from({ length: 4 }, () => new Request("wait"));
    const [first, late, gone, last] = requests as [Request, Request, Request, Request];
    late.deadline = performance.now();
    gone.gone = true;
    for (const request of requests) runner.take(request);
    running.shift()?.();
    await first.answered;
    await new Promise(setImmediate);
    running.shift()?.();
    await last.answered;
    assert.deepEqual(notes, [
      ["at once", "ok", undefined],
      ["waited", "expired", "MessagingTimeout"],
      "withdrawn",
      ["waited", "ok", undefined],
    ]);
    assert.deepEqual(refused, [["wait", "MessagingTimeout"]]);
  });

  it("lets an answer that cannot be delivered hold up nobody but its own end", async () => {
    const { runner, running } = makeRunner(1);
    const [slow, next] = [new Request("wait"), new Request("wait")];
    let delivered = () => {};
    slow.reply = () =>
      new Promise((resolve) => {
        delivered = resolve;
      });
    runner.take(slow);
    runner.take(next);
    running.shift()?.();
    await new Promise(setImmediate);
    running.shift()?.();
    await next.answered;
    let isDrained = false;
    const drained = runner.drain().then(() => {
      isDrained = true;
    });
    await new Promise(setImmediate);
    assert.equal(isDrained, false);
    delivered();
    await drained;
  });

  it("gives back what waits when it drains, and answers what runs", async () => {
    const { runner, running } = makeRunner(1);
    const [first, second, late] = [new Request("wait"), new Request("wait"), new Request("wait")];
    runner.take(first);
    runner.take(second);
    const drained = runner.drain();
    runner.take(late);
    assert.deepEqual([second.events, late.events], [["requeue"], ["requeue"]]);
    running.shift()?.();
    await drained;
    assert.deepEqual(first.events, ["acknowledge", "reply", "done"]);
  });

  it("goes on after a request that cannot be answered", async () => {
    const { logger, lines } = keepingLogger();
    const { runner, running } = makeRunner(1, logger);
    const [broken, lost] = [new Request("wait"), new Request("wait")];
    broken.reply = () => {
      throw new Error("broken");
    };
    lost.reply = () => Promise.reject(new Error("lost"));
    const next = new Request("wait");
    for (const request of [broken, lost, next]) runner.take(request);
    for (let count = 0; count < 2; count += 1) {
      running.shift()?.();
      await new Promise(setImmediate);
    }
    running.shift()?.();
    await next.answered;
    assert.equal(lines.filter(({ level }) => level === "error").length, 2);
    await runner.drain();
  });

  it("leaves no timer for a method that does not exist, nor after one that has ended", async () => {
    const { runner, running } = makeRunner(2);
    const before = timers.size;
    const unknown = new Request("unknown", 2);
    runner.take(unknown);
    assert.ok("failure" in (await unknown.answered));
    assert.equal(timers.size, before);
    const known = new Request("wait", 2);
    runner.take(known);
    assert.equal(timers.size, before + 1);
    running.shift()?.();
    await known.answered;
    assert.equal(timers.size, before);
  });
});
