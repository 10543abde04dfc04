import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { ConfigurationError, loadConfiguration } from "../../../../src/index.js";
import { readRoutingRules, routedDrivers } from "../../../../src/notify/drivers/routing-rules.js";
import { getNotificationTransport, Notifier } from "../../../../src/notify/index.js";
import { testDriver } from "../../../../src/testing/index.js";
import { recordingLogger } from "../recording-logger.js";

describe("the routing driver", () => {
  const folder = mkdtempSync(join(tmpdir(), "routing-"));
  const file = join(folder, "routing.yaml");
  after(() => rmSync(folder, { recursive: true }));

  function rules(text: string) {
    writeFileSync(file, text);
    return readRoutingRules(file);
  }

  const example = `
group_1:
  messagingv2:
    accepted_events: ["compute.*", "network.?"]
    accepted_priorities: ['Err*', warn]
  log:
group_2:
  log:
    accepted_events: [nothing]
  noop:
    accepted_priorities: [info]
`;

  it("chooses the drivers whose rules all fit, each once", () => {
    const read = rules(example);
    const chosen = (...[event, priority]: ["compute.start" | "network.10", "error" | "info"]) =>
      [...routedDrivers(read, event, priority)].sort();
    assert.deepEqual(chosen("compute.start", "error"), ["log", "messagingv2"]);
    assert.deepEqual(chosen("compute.start", "info"), ["log", "noop"]);
    assert.deepEqual(chosen("network.10", "error"), ["log"]);
  });

  it("knows merge keys, as PyYAML does, whatever version of YAML the file says it has", () => {
    const text = `
base:
  log: &errors
    accepted_priorities: [error]
merged:
  messaging:
    <<: *errors
    accepted_events: [compute.*]
  noop: {accepted_priorities: [info], <<: [{accepted_events: [a.*], accepted_priorities: [warn]}, *errors]}
`;
    const expected = [
      { driver: "log", events: undefined, priorities: ["error"] },
      { driver: "messaging", events: ["compute.*"], priorities: ["error"] },
      { driver: "noop", events: ["a.*"], priorities: ["info"] },
    ];
    assert.deepEqual(rules(text), expected);
    assert.deepEqual(rules(`%YAML 1.2\n---${text}`), expected);
  });

  it("refuses rules that there are not, and names the nearest", () => {
    assert.throws(
      () => rules("billing: {messagingv2: {acepted_event: [x]}}"),
      (error) =>
        error instanceof ConfigurationError &&
        /routing\.yaml: driver "messagingv2" of group "billing" has a rule "acepted_event"; .*did you mean "accepted_events"\?/.test(
          error.message,
        ),
    );
    assert.throws(() => rules("g: {log: {accepted_events: [x], priorities: [info]}}"), ConfigurationError);
  });

  it("refuses what YAML has beside mappings", () => {
    for (const rule of ["!!omap [accepted_events: [x]]", "!!set {accepted_events}", "2026-01-01"]) {
      assert.throws(() => rules(`g: {log: ${rule}}`), /g\.log must be a mapping/, rule);
    }
    assert.throws(() => rules("g: !!omap [log: {accepted_events: [x]}]"), /: g must be a mapping/);
  });

  it("takes an empty file for no rules", () => {
    assert.deepEqual(rules(""), []);
    assert.deepEqual(rules("# nothing\n"), []);
  });

  it("refuses a file that is something else, and says where", () => {
    const wrong: readonly (readonly [text: string, message: RegExp])[] = [
      ["- a", /routing\.yaml: the file must be a mapping/],
      ["group: [log]", /group must be a mapping/],
      ["group: {log: [x]}", /group\.log must be a mapping/],
      ["group: {log: {accepted_events: compute}}", /group\.log\.accepted_events must be a list/],
      ["group: {log: {accepted_priorities: [1]}}", /accepted_priorities must be a list/],
      ["group: {log", /is no YAML/],
    ];
    for (const [text, message] of wrong) {
      assert.throws(
        () => rules(text),
        (error) => error instanceof ConfigurationError && message.test(error.message),
        text,
      );
    }
    assert.throws(() => readRoutingRules(join(folder, "missing.yaml")), ConfigurationError);
  });

  function notifier(text: string): Notifier {
    writeFileSync(file, text);
    const values = { "oslo_messaging_notifications.routing_config": file };
    const { logger } = recordingLogger();
    const configuration = loadConfiguration({ values });
    const transport = getNotificationTransport({ url: "fake://routing", configuration, logger });
    return new Notifier(transport, { driver: "routing" });
  }

  it("hands notifications on", async () => {
    testDriver.reset();
    const routed = notifier("group: {test: {accepted_priorities: [error]}}");
    await routed.info({}, "a.b", 1);
    await routed.error({}, "a.b", 2);
    assert.deepEqual(
      testDriver.notifications.map(({ message, priority }) => [message.payload, priority]),
      [[2, "error"]],
    );
  });

  it("refuses drivers that there are not, and itself", () => {
    for (const text of ["group: {mesaging: }", "group: {routing: }"]) {
      assert.throws(
        () => notifier(text),
        (error) => error instanceof ConfigurationError && error.message.includes(file),
      );
    }
  });
});
