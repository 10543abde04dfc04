import assert from "node:assert/strict";
import { test } from "node:test";
import { DESCRIPTOR_FORMAT, type ServiceDescriptor } from "../../../src/definition/descriptor.js";
import { maskingSecrets } from "../../../src/tap/secrets.js";

const definition: ServiceDescriptor = {
  format: DESCRIPTOR_FORMAT,
  service: "S",
  topic: "s",
  version: "1.0",
  methods: [
    {
      name: "login",
      kind: "call",
      since: "1.0",
      params: [
        { name: "pin", required: true, schema: { type: "string", writeOnly: true } },
        { name: "user", required: true, schema: { $ref: "#/$defs/User" } },
        { name: "more", required: true, schema: { type: "array", items: { $ref: "#/$defs/User" } } },
      ],
      result: { anyOf: [{ type: "null" }, { $ref: "#/$defs/User" }] },
      errors: [],
    },
  ],
  notifications: [{ eventType: "user.made", priorities: ["info"], payload: { $ref: "#/$defs/User" } }],
  $defs: {
    User: {
      type: "object",
      properties: {
        name: { type: "string" },
        mark: { allOf: [{ type: "string" }, { writeOnly: true }] },
        friend: { $ref: "#/$defs/User" },
      },
      additionalProperties: { properties: { inner: { writeOnly: true } } },
    },
  },
};

test("what looks like a secret is masked wherever it stands", () => {
  const secrets = maskingSecrets();
  assert.deepEqual(
    secrets.of({
      auth_token: "a",
      list: [{ admin_pass: "b" }],
      url: "rabbit://nova:geheim@host:5672,nova:two@other/",
      text: "connect to amqp://u:p@h/v and --password xyz",
      plain: "http://host/path?x=1",
      big: 2n ** 64n,
    }),
    {
      auth_token: "***",
      list: [{ admin_pass: "***" }],
      url: "rabbit://nova:***@host:5672,nova:***@other/",
      text: "connect to amqp://u:***@h/v and --password ***",
      plain: "http://host/path?x=1",
      big: 2n ** 64n,
    },
  );
});

test("with a definition, what it says is writeOnly is masked in arguments, results and payloads", () => {
  const secrets = maskingSecrets(definition);
  const user = { name: "n", mark: "m", friend: { mark: "f" }, other: { inner: "i", outer: "o" } };
  const masked = {
    name: "n",
    mark: "***",
    friend: { mark: "***" },
    other: { inner: "***", outer: "o" },
  };
  assert.deepEqual(secrets.ofArguments("login", { pin: 1234, user, more: [user], unknown: user }), {
    pin: "***",
    user: masked,
    more: [masked],
    unknown: user,
  });
  assert.deepEqual(secrets.ofResult("login", user), masked);
  assert.deepEqual(secrets.ofResult("other", user), user);
  assert.deepEqual(secrets.ofNotification({ event_type: "user.made", payload: user }), {
    event_type: "user.made",
    payload: masked,
  });
});
