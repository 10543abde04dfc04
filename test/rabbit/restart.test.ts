import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, it } from "node:test";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  MessagingTimeout,
  type RequestContext,
  RpcServer,
} from "../../src/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { needs } from "../support/peers.js";
import { within } from "../support/within.js";
import { ownRabbit } from "./support/rabbit.js";
import { tally } from "./support/tally.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

const CALLS = 10_000;
/** Seconds. */
const CALL_TIMEOUT = 15;
/** Seconds after that until a busy machine has ended them all. */
const LATE = 60;
/** Seconds after a restart within which calls are answered again: the pause between two attempts has grown. */
const RESUMES = 60;

/** Counts how often it is called with each value. */
class CountingEndpoint extends ThingEndpoint {
  readonly executed = new Map<unknown, number>();
  readonly #progress = new EventEmitter();

  override echo(_ctx: RequestContext, value?: unknown): unknown {
    this.executed.set(value, (this.executed.get(value) ?? 0) + 1);
    this.#progress.emit("step");
    return value ?? null;
  }

  async reached(count: number): Promise<void> {
    while (this.executed.size < count) await once(this.#progress, "step");
  }
}

describe(`${CALLS} calls while RabbitMQ is restarted`, needs(ownRabbit), () => {
  const broker = useOwnRabbit();

  for (const { title, how, options } of [
    { title: "without warning", how: "kill", options: "" },
    { title: "in good order, with durable queues", how: "halt", options: "amqp_durable_queues=true" },
  ] as const) {
    it(`settle once each, none executed twice: ${title}`, async (test) => {
      const endpoint = new CountingEndpoint("counting");
      const place = { topic: how, exchange: how };
      const url = `${broker().url}?${options}`;
      const [serverTransport, clientTransport] = [getRpcTransport({ url }), getRpcTransport({ url })];
      const server = new RpcServer(serverTransport, { server: "one", endpoints: [endpoint], ...place });
      const client = new ThingClient(clientTransport, { timeout: CALL_TIMEOUT }).prepare(place);
      try {
        await within(60, "the start of the server", server.start());
        assert.equal(await client.echo("first"), "first");

        const outcomes: string[][] = Array.from({ length: CALLS }, () => []);
        const startedAt = performance.now();
        const calls = outcomes.map((list, number) =>
          client.echo(number).then(
            (value) => list.push(value === number ? "answered" : "wrong"),
            (error: unknown) => {
              const isTyped = error instanceof MessagingTimeout || error instanceof MessageDeliveryFailure;
              list.push(isTyped ? error.code : `untyped: ${error}`);
            },
          ),
        );
        const settled = Promise.all(calls).then(() => (performance.now() - startedAt) / 1000);
        await within(CALL_TIMEOUT + LATE, "a tenth of the calls at the server", endpoint.reached(CALLS / 10));
        await broker()[how]();
        await broker().start();
        // Service resumes by itself, while calls of before still wait for their deadlines.
        assert.equal(await client.prepare({ timeout: RESUMES }).echo("after"), "after");
        const seconds = await within(CALL_TIMEOUT + LATE, "the outcome of every call", settled);

        const counts = tally(outcomes.flat());
        test.diagnostic(`${seconds.toFixed(1)} s: ${JSON.stringify(counts)}`);
        assert.deepEqual(tally(outcomes.map((list) => `settled ${list.length} times`)), {
          "settled 1 times": CALLS,
        });
        assert.deepEqual(
          Object.keys(counts).filter((outcome) => /wrong|untyped/.test(outcome)),
          [],
        );
        assert.deepEqual(
          [...endpoint.executed].filter(([, count]) => count > 1),
          [],
        );
        const unexecuted = outcomes.filter(
          ([outcome], number) => outcome === "answered" && !endpoint.executed.has(number),
        );
        assert.deepEqual(unexecuted, []);
        assert.ok((counts.answered ?? 0) > 0);
        assert.ok(seconds < CALL_TIMEOUT + LATE, `${seconds} s`);
      } finally {
        await within(LATE, "the end of the server", server.stop());
        await Promise.all([serverTransport.close(), clientTransport.close()]);
      }
      const left = await broker().ctl("--no-table-headers", "list_queues", "name", "messages");
      const mine = left.split("\n").filter((line) => line.startsWith(how) || line.startsWith("reply_"));
      assert.deepEqual(mine.sort(), [`${how}\t0`, `${how}.one\t0`]);
    });
  }
});
