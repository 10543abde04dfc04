import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigurationError, loadConfiguration, NoOpSerializer, RequestContext } from "../../../src/index.js";
import { getNotificationTransport, Notifier, type NotifierDriver } from "../../../src/notify/index.js";
import { TestDriver } from "../../../src/testing/index.js";
import { recordingLogger } from "./recording-logger.js";

describe("a notifier", () => {
  const { logger, lines } = recordingLogger();
  const transport = getNotificationTransport({ url: "fake://notifier", logger });

  it("sends what oslo.messaging sends", async () => {
    const driver = new TestDriver();
    await new Notifier(transport, { publisherId: "compute.host1", driver }).info({}, "a.b", { n: 1 });
    const [{ message, priority, retry } = assert.fail()] = driver.notifications;
    assert.match(message.message_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(message.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    assert.ok(Math.abs(Date.parse(`${message.timestamp.replace(" ", "T")}Z`) - Date.now()) < 60_000);
    assert.deepEqual(
      { ...message, message_id: "", timestamp: "" },
      {
        message_id: "",
        publisher_id: "compute.host1",
        event_type: "a.b",
        priority: "INFO",
        payload: { n: 1 },
        timestamp: "",
      },
    );
    assert.deepEqual([priority, retry], ["info", -1]);
  });

  it("has a method for each severity", async () => {
    const driver = new TestDriver();
    const notifier = new Notifier(transport, { driver });
    const methods = ["audit", "debug", "info", "warn", "warning", "error", "critical", "sample"] as const;
    for (const method of methods) await notifier[method]({}, "a.b", null);
    assert.deepEqual(
      driver.notifications.map(({ message }) => message.priority),
      ["AUDIT", "DEBUG", "INFO", "WARN", "WARN", "ERROR", "CRITICAL", "SAMPLE"],
    );
  });

  it("sends no secret of the context", async () => {
    const driver = new TestDriver();
    const notifier = new Notifier(transport, { driver });
    const fields = { user_id: "u", auth_token: "secret", roles: ["r"], service_catalog: [], mine: 1 };
    await notifier.info(fields, "a.b", 1);
    await notifier.info(new RequestContext(fields), "a.b", 1);
    for (const { context } of driver.notifications) assert.deepEqual(context, { user_id: "u", roles: ["r"] });
  });

  it("prepares others with its drivers", async () => {
    const driver = new TestDriver();
    const notifier = new Notifier(transport, { driver, publisherId: "one", retry: 3 });
    await notifier.prepare({ publisherId: "two" }).info({}, "a.b", 1);
    await notifier.prepare({ retry: 0 }).info({}, "a.b", 1);
    assert.deepEqual(
      driver.notifications.map(({ message, retry }) => [message.publisher_id, retry]),
      [
        ["two", 3],
        ["one", 0],
      ],
    );
    assert.equal(new Notifier(transport).publisherId, null);
  });

  it("takes drivers, topics and retry from the configuration", async () => {
    const driver = ["noop", "test"];
    const configuration = loadConfiguration({
      commandLine: [
        ...driver.map((name) => ["oslo_messaging_notifications.driver", name] as const),
        ["oslo_messaging_notifications.retry", "5"],
      ],
    });
    const configured = getNotificationTransport({ url: "fake://notifier", configuration });
    const { testDriver } = await import("../../../src/testing/index.js");
    testDriver.reset();
    await new Notifier(configured).info({}, "a.b", 1);
    assert.deepEqual(
      testDriver.notifications.map(({ retry }) => retry),
      [5],
    );
  });

  it("knows whether it does anything", () => {
    assert.equal(new Notifier(transport).isEnabled(), false);
    assert.equal(new Notifier(transport, { driver: "noop" }).isEnabled(), false);
    assert.equal(new Notifier(transport, { driver: ["noop", "log"] }).isEnabled(), true);
  });

  it("refuses a driver that there is not, and a wrong number of retries", () => {
    assert.throws(
      () => new Notifier(transport, { driver: "mesaging" }),
      (error) => error instanceof ConfigurationError && /did you mean "messaging"/.test(error.message),
    );
    for (const retry of [-2, 1.5, Number.NaN])
      assert.throws(() => new Notifier(transport, { retry }), RangeError);
  });

  it("logs what a driver throws, and asks the others all the same", async () => {
    const failing: NotifierDriver = {
      notify() {
        throw new Error("failed");
      },
    };
    const driver = new TestDriver();
    await new Notifier(transport, { driver: [failing, driver] }).info({}, "a.b", { password: "p" });
    assert.equal(driver.notifications.length, 1);
    assert.equal(lines.at(-1)?.level, "error");
    assert.doesNotMatch(JSON.stringify(lines.at(-1)), /"p"/);
  });

  it("logs what cannot be sent", async () => {
    const closed = getNotificationTransport({ url: "fake://notifier", logger });
    await closed.close();
    for (const driver of ["messaging", "messagingv2"]) {
      await new Notifier(closed, { driver, topics: ["t"] }).info({}, "a.b", 1);
      const { level, message, fields } = lines.at(-1) ?? assert.fail();
      assert.deepEqual([level, message, fields.topic], ["error", "Could not send notification", "t"]);
    }
    await new Notifier(transport, { driver: "messagingv2" }).info({}, "a.b", () => {});
    assert.match(String(lines.at(-1)?.fields.err), /cannot be written as JSON/);
  });

  it("serializes", async () => {
    class Marking extends NoOpSerializer {
      override serializeEntity(context: RequestContext, entity: unknown): unknown {
        return [context.fields.auth_token, entity];
      }

      override serializeContext(): Readonly<Record<string, unknown>> {
        return { marked: true };
      }
    }
    const driver = new TestDriver();
    const notifier = new Notifier(transport, { driver, serializer: new Marking() });
    await notifier.prepare({ publisherId: "p" }).info({ auth_token: "t" }, "a.b", 1);
    const [{ context, message } = assert.fail()] = driver.notifications;
    assert.deepEqual([context, message.payload], [{ marked: true }, ["t", 1]]);
  });
});
