import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DESCRIPTOR_FORMAT,
  type JsonSchema,
  type ServiceDescriptor,
} from "../../../src/definition/descriptor.js";
import { maskingSecrets } from "../../../src/tap/secrets.js";
import { maskWriteOnly } from "../../../src/tap/write-only.js";

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
  errors: [
    {
      name: "Refused",
      module: "s.errors",
      kwargs: { properties: { pin: { type: "string", writeOnly: true }, tries: { type: "integer" } } },
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

test("no password of a URL is shown, whatever it has in it and wherever the URL stands", () => {
  const { of } = maskingSecrets();
  for (const password of [
    "pa'ss",
    "pa/ss",
    "1/pass",
    "pa@ss",
    "pa?s#s",
    "pass".repeat(1000),
    "my pa ss",
    "1 /p@a ss",
    "pa ss http://x",
    "pa ss http://x a://b y",
    " ",
  ]) {
    const url = `amqp://u:${password}@h:5672/v`;
    const masked = "amqp://u:***@h:5672/v";
    assert.deepEqual(
      of({ url, text: `from ${url} to`, json: `{"a":"${url}","b":1}`, [url]: [url], "": url }),
      {
        url: masked,
        text: `from ${masked} to`,
        json: `{"a":"${masked}","b":1}`,
        [masked]: [masked],
        "": masked,
      },
    );
  }
  assert.equal(of('amqp://u:pa"s<s@h/v'), "amqp://u:***@h/v");
  assert.equal(of("(amqp://u:pass@h:1)"), "(amqp://u:***@h:1)");
  assert.equal(of('amqp://u:my pa"s<s@h/v'), "amqp://u:***@h/v");
  assert.equal(
    of("amqp://u:a b@h, then\tamqp://v:c d@i/w\nme@x"),
    "amqp://u:***@h, then\tamqp://v:***@i/w\nme@x",
  );
  for (const plain of [
    "http://h:80/path",
    "me@example.org",
    "http://h/users/me@example.org",
    "see http://h/path or ask me@example.org",
    "me@example.org has http://h:80/path",
    "http://10.0.0.1:8774/v2 returned 404 for user admin@Default",
    "GET http://h:80/a b, mail x@y",
    "http://h:80 refuses me@x",
    "no answer of http://h:80: ask me@x",
    "error at http://h:9696/v2.0/networks for tenant a: cc ops@corp.example and admin@corp",
    "error at http://h/v2.0 for tenant a: cc ops@corp.example",
    "http://[::1]:80/ is not for me@x",
    "amqp://10.0.0.1:5672/v refuses admin@Default",
    "rabbit://localhost:5672, and me@x",
    "http://h?at=12:30 is not for me@x",
    "rabbit://rabbit1:5672/ by http://h/me@x",
    "rabbit://none:of them http://h/ has a password",
  ])
    assert.equal(of(plain), plain);
});

test("all is masked that stands under the name of a secret, objects too, and in what errors tell of it", () => {
  const secrets = maskingSecrets();
  const kwargs = { "amqp://u:pw@h/": { password: { value: "hunter2" } } };
  assert.deepEqual(secrets.of({ password: { value: "x" }, tokens: [{ a: 1 }], token: {} }), {
    password: "***",
    tokens: "***",
    token: "***",
  });
  const failure = { class: "E", module: "m", message: "no hunter2", tb: [], args: [], kwargs };
  const shown = secrets.ofFailure(failure);
  assert.deepEqual(shown, {
    ...failure,
    message: "no ***",
    kwargs: { "amqp://u:***@h/": { password: "***" } },
  });
});

test("texts that only begin like URLs with passwords are read once", () => {
  const { of } = maskingSecrets();
  const begun = process.cpuUsage();
  for (const part of ["a://", "?password", "?", "a://?password@", "@://", "a.", "&secret"]) {
    const text = part.repeat(2 ** 18 / part.length);
    of([text, `a://${text}@`, `a://u:${text}@h`]);
  }
  const { user, system } = process.cpuUsage(begun);
  assert.ok(user + system < 20e6, `${(user + system) / 1e6} s of CPU`);
});

test("what begins like a URL is read once, however many places there are at which its password may end", () => {
  const { ofArguments } = maskingSecrets();
  const begun = process.cpuUsage();
  for (const text of [
    `a://${"@".repeat(2 ** 17)} x`,
    `a://u:${" @".repeat(2 ** 16)} x`,
    "a://u:x ".repeat(2 ** 14),
  ])
    ofArguments("login", { text });
  const { user, system } = process.cpuUsage(begun);
  // Read anew from each of them, the first takes 13 s.
  assert.ok(user + system < 4e6, `${(user + system) / 1e6} s of CPU`);
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

test("what is writeOnly is masked by whichever keyword its schema stands under", () => {
  const hidden = { writeOnly: true };
  const inMember = { properties: { a: hidden } };
  const schemas: readonly (readonly [schema: JsonSchema, value: unknown, masked: unknown])[] = [
    [{ patternProperties: { "^x-": hidden } }, { "x-a": 1, b: 2 }, { "x-a": "***", b: 2 }],
    [{ properties: { a: {} }, patternProperties: { "^a": hidden } }, { a: 1 }, { a: "***" }],
    [{ if: inMember }, { a: 1 }, { a: "***" }],
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    [{ if: {}, then: inMember }, { a: 1 }, { a: "***" }],
    [{ if: {}, else: inMember }, { a: 1 }, { a: "***" }],
    [{ dependentSchemas: { b: inMember } }, { a: 1, b: 2 }, { a: "***", b: 2 }],
    [{ unevaluatedProperties: hidden }, { a: 1 }, { a: "***" }],
    [{ contains: inMember }, [{ a: 1 }, 2], [{ a: "***" }, 2]],
    [{ prefixItems: [{}], unevaluatedItems: hidden }, [1, 2], [1, "***"]],
    [{ prefixItems: [{}], items: inMember }, [{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: "***" }]],
  ];
  for (const [schema, value, masked] of schemas)
    assert.deepEqual(maskWriteOnly(value, schema), masked, JSON.stringify(schema));
});

test("a failure shows nowhere what the definition of its error says is writeOnly", () => {
  const failure = {
    class: "Refused",
    module: "s.errors",
    message: "4711 is not the pin",
    tb: ["Refused: 4711 is not the pin"],
    args: ["4711", 3],
    kwargs: { pin: "4711", tries: 3 },
  };
  const masked = {
    ...failure,
    message: "*** is not the pin",
    tb: ["Refused: *** is not the pin"],
    args: ["***", 3],
    kwargs: { pin: "***", tries: 3 },
  };
  assert.deepEqual(maskingSecrets(definition).ofFailure(failure), masked);
  const other = { ...failure, module: "other.errors" };
  assert.deepEqual(maskingSecrets(definition).ofFailure(other), other);
});

test("of several definitions with a method of one name, what either calls writeOnly is masked", () => {
  const [method] = definition.methods;
  const schema: JsonSchema = { type: "string", writeOnly: true };
  const other: ServiceDescriptor = {
    format: DESCRIPTOR_FORMAT,
    service: "T",
    topic: "t",
    version: "1.0",
    methods:
      method === undefined ? [] : [{ ...method, params: [{ name: "answer", required: true, schema }] }],
    notifications: [{ eventType: "t.made", priorities: ["info"], payload: schema }],
  };
  for (const secrets of [maskingSecrets(definition, other), maskingSecrets(other, definition)]) {
    const masked = secrets.ofArguments("login", { pin: "1", answer: "2", rest: 3 });
    assert.deepEqual(masked, { pin: "***", answer: "***", rest: 3 });
    assert.equal(secrets.ofNotification({ event_type: "t.made", payload: "x" }).payload, "***");
  }
});
