import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration } from "../../src/index.js";
import {
  getNotificationTransport,
  NotificationListener,
  NotificationResult,
  type NotificationTransport,
  Notifier,
} from "../../src/notify/index.js";
import { Recorder } from "../integration/notify/recorder.js";
import { ThingNotifier } from "../integration/notify/thing-events.js";
import {
  PythonListener,
  type PythonListenerOptions,
  PythonNotifier,
} from "../interop/support/python-notifications.js";
import { TappedLines } from "../interop/support/tapped-lines.js";
import { values } from "../interop/support/values.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythons } from "./support/pythons.js";
import { anyRabbit, suiteLimit } from "./support/rabbit.js";
import { useRabbit } from "./support/use-rabbit.js";

const METHODS = ["audit", "debug", "info", "warn", "error", "critical", "sample"] as const;

describe("notifications over RabbitMQ", { ...needs(anyRabbit), ...suiteLimit }, () => {
  const rabbit = useRabbit();

  for (const { name, peer, python } of pythons) {
    for (const [driver, option, shown] of [
      ["messagingv2", "amqp_durable_queues=true", "durable notification queues"],
      ["messaging", "kombu_compression=gzip", "compressed notifications"],
    ] as const) {
      describe(`${name}, ${driver}, ${option}`, needs(peer), () => {
        const { fromPython, toPython } = new Coverage(import.meta.filename, "rabbit", name);
        const topic = (what: string) => `${what} ${name} ${driver}`;
        // Durable and other queues do not share an exchange.
        const set = [`oslo_messaging_rabbit.${option}`, `DEFAULT.control_exchange=${driver}`];
        let transport: NotificationTransport;
        let notifier: PythonNotifier | undefined;
        let listeners: { stop(): Promise<void> }[] = [];

        before(async () => {
          const configuration = loadConfiguration({ values: { control_exchange: driver } });
          transport = getNotificationTransport({ url: `${rabbit.url}?${option}`, configuration });
        });
        afterEach(async () => {
          await Promise.all(listeners.map((listener) => listener.stop()));
          listeners = [];
        }, hookLimit);
        after(async () => {
          await notifier?.stop();
          await transport?.close();
        }, hookLimit);

        async function pythonListener(options: Partial<PythonListenerOptions>): Promise<PythonListener> {
          const listener = await PythonListener.start({
            url: rabbit.url,
            set,
            ...options,
            ...(python && { python }),
          });
          listeners.push(listener);
          return listener;
        }

        /** One for all of the tests, at one topic. */
        async function pythonNotifier(): Promise<PythonNotifier> {
          notifier ??= await PythonNotifier.start({
            url: rabbit.url,
            set,
            topic: topic("from Python"),
            driver,
            ...(python && { python }),
          });
          return notifier;
        }

        it("from us, those of before the listener came as well", async (test) => {
          toPython(
            test,
            `every severity, ${driver}`,
            "every kind of value",
            "sent before the listener came",
            shown,
          );
          const topics = [topic("from us")];
          const sender = new Notifier(transport, { publisherId: "node.host1", driver, topics });
          for (const method of METHODS) await sender[method]({ user_id: "ü" }, "a.b", { method });
          const listener = await pythonListener({ topic: topic("from us") });
          const seen = [];
          for (const _ of METHODS) seen.push(await listener.received());
          assert.deepEqual(seen.map(({ priority }) => priority).sort(), [...METHODS].sort());
          assert.ok(
            seen.every(({ priority, payload }) => (payload as { method: string }).method === priority),
          );
          assert.equal(seen[0]?.publisher_id, "node.host1");
          for (const [event, value] of Object.entries(values)) {
            await sender.info({}, event, value);
            assert.deepEqual((await listener.received()).payload, value, event);
          }
        });

        it("from us, those of a definition", async (test) => {
          toPython(test, "events of a definition");
          const things = new ThingNotifier(transport, { driver, topics: [topic("events")] });
          await things.thingCreated({ id: "ü" }, { priority: "error" });
          const listener = await pythonListener({ topic: topic("events") });
          const { priority, event_type, payload } = await listener.received();
          assert.deepEqual([priority, event_type, payload], ["error", "thing.created", { id: "ü" }]);
        });

        it("from us, given back by Python and sent again", async (test) => {
          toPython(test, "requeue");
          const listener = await pythonListener({ topic: topic("back"), allowRequeue: true });
          const sender = new Notifier(transport, { driver, topics: [topic("back")] });
          await sender.info({}, "a.b", "requeue");
          assert.equal((await listener.received()).payload, "requeue");
          assert.equal((await listener.received()).payload, "requeue");
        });

        it("from Python, those of before the listener came as well", async (test) => {
          fromPython(test, `every severity, ${driver}`, "requeue", "sent before the listener came", shown);
          const notifier = await pythonNotifier();
          for (const priority of METHODS) {
            const context = { user_id: "ü" };
            assert.ok(await notifier.notify({ priority, event_type: "a.b", payload: { priority }, context }));
          }
          let returns = 0;
          const recorder = new Recorder(({ payload }) =>
            payload === "again" && ++returns < 2 ? NotificationResult.REQUEUE : undefined,
          );
          const listener = new NotificationListener(transport, {
            targets: [{ topic: topic("from Python") }],
            endpoints: [recorder],
            allowRequeue: true,
          });
          listeners.push(listener);
          await listener.start();
          const seen = await recorder.arrivals.atLeast(METHODS.length);
          assert.deepEqual(seen.map(({ severity }) => severity).sort(), [...METHODS].sort());
          assert.deepEqual([seen[0]?.publisherId, seen[0]?.eventType], ["python.host1", "a.b"]);
          await notifier.notify({ priority: "info", event_type: "a.b", payload: "again" });
          assert.equal((await recorder.arrivals.atLeast(METHODS.length + 2)).at(-1)?.payload, "again");
        });

        it("from Python are shown by a tap, without their secrets", async () => {
          const notifier = await pythonNotifier();
          const notice = {
            priority: "error",
            event_type: "a.b",
            payload: { secret: "geheim-1", n: 1 },
            context: { user_id: "ü", auth_token: "geheim-2" },
          };
          // The first one makes the exchange where there is none.
          assert.ok(await notifier.notify(notice));
          const rpc = getRpcTransport({ url: rabbit.url });
          try {
            const tap = await TappedLines.of(rpc, { topic: topic("from Python"), exchange: driver });
            assert.ok(await notifier.notify(notice));
            const [line] = await tap.atLeast(1);
            await tap.stop();
            assert.ok(line?.type === "notification", JSON.stringify(line));
            const { priority, event_type, publisher_id, payload } = line.message;
            assert.deepEqual([priority, event_type, publisher_id], ["ERROR", "a.b", "python.host1"]);
            assert.deepEqual(payload, { secret: "***", n: 1 });
            assert.doesNotMatch(JSON.stringify(line), /geheim/);
          } finally {
            await rpc.close();
          }
        });

        it("are copied to a pool of ours beside Python's listener", async (test) => {
          toPython(test, "pool beside another listener");
          const recorder = new Recorder();
          const pool = new NotificationListener(transport, {
            targets: [{ topic: topic("pooled") }],
            endpoints: [recorder],
            pool: topic("pool"),
          });
          listeners.push(pool);
          await pool.start();
          const listener = await pythonListener({ topic: topic("pooled") });
          await new Notifier(transport, { driver, topics: [topic("pooled")] }).info({}, "a.b", "both");
          assert.equal((await listener.received()).payload, "both");
          assert.equal((await recorder.arrivals.atLeast(1))[0]?.payload, "both");
        });
      });
    }
  }
});
