import assert from "node:assert/strict";
import { it } from "node:test";
import { maskPasswords } from "../../../../src/messaging/mask-passwords.js";
import { getNotificationTransport, Notifier } from "../../../../src/notify/index.js";
import { recordingLogger } from "../recording-logger.js";

it("the log driver writes notifications at the level of their severity", async () => {
  const { logger, lines } = recordingLogger();
  const notifier = new Notifier(getNotificationTransport({ url: "fake://log", logger }), { driver: "log" });
  for (const method of ["debug", "audit", "info", "warn", "error", "critical", "sample"] as const) {
    await notifier[method]({}, "a.b", { adminPass: "p4ss" });
  }
  assert.deepEqual(
    lines.map(({ level }) => level),
    ["debug", "info", "info", "warn", "error", "error", "debug"],
  );
  const { message, fields } = lines[0] ?? assert.fail();
  assert.deepEqual([message, fields.logger], ["Notification", "oslo.messaging.notification.a.b"]);
  const written = JSON.parse(String(fields.notification));
  assert.deepEqual([written.event_type, written.payload], ["a.b", { adminPass: "***" }]);
});

it("secrets are masked wherever they stand", () => {
  const masked = maskPasswords({
    user: "u",
    admin_password: "p4ss",
    nested: [{ auth_token: "p4ss", tokens: ["p4ss"], secret: { key: "v", password: null } }],
    command: "login --password p4ss --user u",
    url: "http://h/?token=p4ss&x=1",
    json: '{"password": "p4ss", "a": 1}',
    spaced: `adminPass="p4ss p4ss" {'auth_password': u'p4ss p4ss'} secret: "p4ss`,
    element: "<server><adminPass>p4ss</adminPass></server>",
    assignment: "password=p4ss",
    count: 5,
    passengers: 3,
  });
  assert.doesNotMatch(JSON.stringify(masked), /p4ss/);
  assert.deepEqual(masked, {
    user: "u",
    admin_password: "***",
    nested: [{ auth_token: "***", tokens: "***", secret: { key: "v", password: "***" } }],
    command: "login --password *** --user u",
    url: "http://h/?token=***&x=1",
    json: '{"password": "***", "a": 1}',
    spaced: `adminPass="***" {'auth_password': u'***'} secret: "***"`,
    element: "<server><adminPass>***</adminPass></server>",
    assignment: "password=***",
    count: 5,
    passengers: 3,
  });
});
