import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { InvalidTransportURL } from "../../../src/errors/setup-errors.js";
import {
  formatTransportUrl,
  hasMixedCredentials,
  parseTransportUrl,
  type TransportUrl,
} from "../../../src/messaging/transport-url.js";
import { maskTransportUrl } from "../../../src/messaging/transport-url-mask.js";
import { anyText } from "../../support/any-text.js";

type Host = readonly [
  host: string,
  port?: number | undefined,
  username?: string | undefined,
  password?: string | undefined,
];

function hosts(text: string): Host[] {
  return parseTransportUrl(text).hosts.map(({ host, port, username, password }) => [
    host,
    port,
    username,
    password,
  ]);
}

function reasonFor(text: string): string {
  try {
    parseTransportUrl(text);
  } catch (error) {
    assert.ok(error instanceof InvalidTransportURL);
    assert.equal(error.code, "INVALID_TRANSPORT_URL");
    return error.message;
  }
  return assert.fail(`${text} was read`);
}

describe("driver", () => {
  for (const [text, scheme, driver] of [
    ["amqp://h", "amqp", "amqp"],
    ["AMQP://h", "amqp", "amqp"],
    ["RABBIT+SSL://H/", "rabbit+ssl", "rabbit"],
    ["kombu://h", "kombu", "rabbit"],
    ["kombu+x://h", "kombu+x", "rabbit"],
    ["fake:", "fake", "fake"],
    [" am\nqp://h\t/", "amqp", "amqp"],
    ["h:5672", "h", "h"],
  ] as const) {
    test(`${JSON.stringify(text)} is ${driver}`, () => {
      const url = parseTransportUrl(text);
      assert.equal(url.scheme, scheme);
      assert.equal(url.driver, driver);
    });
  }

  for (const text of ["", "//h", "h", "1a://h", "a b://h", "://h"]) {
    test(`${JSON.stringify(text)} names none`, () => {
      assert.match(reasonFor(text), /must begin with the name of a driver/);
    });
  }

  test("an empty text can be seen in the message", () => {
    assert.match(reasonFor(""), /^Invalid transport URL "": /);
  });
});

describe("hosts", () => {
  const cases: readonly (readonly [string, readonly Host[]])[] = [
    [
      "amqp://h1:1,h2:2/v",
      [
        ["h1", 1],
        ["h2", 2],
      ],
    ],
    ["amqp://h1,,h2", [["h1"], ["h2"]]],
    ["amqp://u:p@h1:1,h2", [["h1", 1, "u", "p"], ["h2"]]],
    ["amqp://u@d:p@h:", [["h", undefined, "u@d", "p"]]],
    ["amqp://a@b:c:d@e@h:5/x", [["h", 5, "a@b", "c:d@e"]]],
    ["amqp://u%40x:p%2Fq%zz@h/", [["h", undefined, "u@x", "p/q%zz"]]],
    ["amqp://%C3%A9:%ff@h", [["h", undefined, "é", "\ufffd"]]],
    ["amqp://u:@h", [["h", undefined, "u", ""]]],
    ["amqp://:p@h", [["h", undefined, "", "p"]]],
    ["amqp://u@h", [["h", undefined, "u"]]],
    ["amqp://u:p@:5", [["localhost", 5, "u", "p"]]],
    ["amqp://[::1]", [["::1"]]],
    ["amqp://u:p@[fe80::1]:5,[::2]", [["fe80::1", 5, "u", "p"], ["::2"]]],
    ["amqp://H.Example:1", [["H.Example", 1]]],
    ["amqp://", [["localhost", 5672]]],
    ["fake:/", [["localhost", 5672]]],
    ["rabbit://", [["localhost", 5672, "guest", "guest"]]],
    ["kombu:///v", [["localhost", 5672, "guest", "guest"]]],
    ["rabbit://h", [["h"]]],
  ];
  for (const [text, expected] of cases) {
    test(text, () => {
      const full = expected.map(([host, port, username, password]) => [host, port, username, password]);
      assert.deepEqual(hosts(text), full);
    });
  }

  for (const text of [
    "amqp://::1",
    "amqp://fe80::1/",
    "amqp://h:abc",
    "amqp://h:0",
    "amqp://h:65536",
    "amqp://h:-5",
  ]) {
    test(`${text} has a bad port`, () =>
      assert.match(reasonFor(text), /a port must be a number from 1 to 65535/));
  }

  for (const text of [
    "amqp://[::1",
    "amqp://::1]",
    "amqp://[::1]x:5",
    "amqp://[]",
    "amqp://[h]",
    "amqp://u:p[@h",
  ]) {
    test(`${text} has a bad bracket`, () => assert.match(reasonFor(text), /bracket|%5B/));
  }

  test("a mixture of hosts with and without credentials is recognised", () => {
    assert.equal(hasMixedCredentials(parseTransportUrl("amqp://u:p@h1,h2")), true);
    assert.equal(hasMixedCredentials(parseTransportUrl("amqp://u:p@h1,u@h2")), true);
    assert.equal(hasMixedCredentials(parseTransportUrl("amqp://u:p@h1,x:y@h2")), false);
    assert.equal(hasMixedCredentials(parseTransportUrl("amqp://h1,h2")), false);
  });
});

describe("virtual host", () => {
  for (const [text, expected] of [
    ["rabbit://h", undefined],
    ["fake:foo", undefined],
    ["rabbit://h/", ""],
    ["fake:/", ""],
    ["rabbit://h//", "/"],
    ["rabbit://h/%2F", "/"],
    ["rabbit://h/a/b", "a/b"],
    ["rabbit://h/a;b", "a;b"],
    ["rabbit://h/v#fragment", "v"],
    ["rabbit://h#fragment/x", undefined],
    ["rabbit://h/é%c3%a9", "éé"],
    ["rabbit://h/%E4", "\ufffd"],
    ["rabbit://h/v?x=/y", "v"],
  ] as const) {
    test(`${text} has ${JSON.stringify(expected)}`, () => {
      assert.equal(parseTransportUrl(text).virtualHost, expected);
    });
  }
});

describe("query", () => {
  for (const [text, expected] of [
    ["amqp://h?a=1&a=2&b=&c", [["a", "1,2"]]],
    ["amqp://h/?x=a%20b+c%2Bd;e=1", [["x", "a b c+d;e=1"]]],
    ["amqp://h/v?idle_timeout=5?x#y", [["idle_timeout", "5?x"]]],
    ["amqp://h?&&a=b", [["a", "b"]]],
    ["amqp://h?__proto__=1", [["__proto__", "1"]]],
    ["amqp://h?", []],
  ] as const) {
    test(text, () => assert.deepEqual([...parseTransportUrl(text).query], expected));
  }
});

describe("masking", () => {
  for (const [text, expected] of [
    ["amqp://u:p@h1:1,u2:p2@h2/v?a=1", "amqp://u:***@h1:1,u2:***@h2/v?a=1"],
    ["amqp://h1,h2:5/v", "amqp://h1,h2:5/v"],
    ["amqp://u@h/", "amqp://u@h/"],
    ["amqp://u:p:q@r@[::1]:5/", "amqp://u:***@[::1]:5/"],
    ["rabbit:", "rabbit:"],
    ["h:5672", "h:5672"],
    ["amqp://h/?ssl_key_password=x&trace=1", "amqp://h/?ssl_key_password=***&trace=1"],
    // A raw separator in a password: its end cannot be told.
    ["amqp://u:pa/ss@h/v", "amqp://u:***@h/v"],
    ["amqp://u:12/ss@h/v", "amqp://u:***@h/v"],
    ["amqp://u:pa,ss@h/v", "amqp://u:***@h/v"],
    ["amqp://u:pa#s?s@h/v", "amqp://u:***@h/v"],
    ["amqp://u:pass", "amqp://u:***"],
    ["u:pass@h", "u:***@h"],
    ["://u:pass@h", "://u:***@h"],
    ["amqp://u:p\u001b[31m\r\n@h", "amqp://u:***@h"],
  ] as const) {
    test(JSON.stringify(text), () => assert.equal(maskTransportUrl(text), expected));
  }

  test("no error repeats a password", () => {
    for (const text of [
      "amqp://u:geheim/x@h",
      "amqp://u:geheim@h:x",
      "u geheim://x:geheim@h",
      "amqp://u:geheim[@h",
    ]) {
      assert.doesNotMatch(reasonFor(text).replace("u geheim://", ""), /geheim/);
    }
  });

  test("a formatted URL can be masked", () => {
    const url = parseTransportUrl("amqp://u:p@h:1/v?ssl_key_password=x");
    assert.equal(formatTransportUrl(url), "amqp://u:p@h:1/v?ssl_key_password=x");
    assert.equal(formatTransportUrl(url, { mask: true }), "amqp://u:***@h:1/v?ssl_key_password=***");
  });

  test("no password survives, whatever the URL holds", () => {
    const password = fc.string({ minLength: 1 }).map((text) => `secret${text}secret`);
    const host = fc.constantFrom("h", "[::1]:5672", "h:1");
    fc.assert(
      fc.property(password, host, fc.boolean(), (secret, address, isEncoded) => {
        const written = isEncoded ? encodeURIComponent(secret) : secret;
        const masked = maskTransportUrl(`amqp://user:${written}@${address}/v`);
        assert.ok(!masked.includes("secret") || written.includes(","), masked);
      }),
    );
  });
});

test("what is formatted reads back the same", () => {
  const name = anyText();
  const hostName = fc.constantFrom("localhost", "a.example", "::1", "fe80::2", "10.0.0.1");
  const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined });
  const credentials = fc.oneof(
    fc.constant([undefined, undefined] as const),
    fc.tuple(name, fc.option(name, { nil: undefined })),
  );
  const host = fc
    .tuple(hostName, port, credentials)
    .map(([address, number, [username, password]]) => ({ host: address, port: number, username, password }));
  const pair = fc.tuple(name, anyText({ minLength: 1 }));
  const url: fc.Arbitrary<TransportUrl> = fc
    .tuple(
      fc.constantFrom("amqp", "rabbit", "fake"),
      fc.array(host, { minLength: 1, maxLength: 4 }),
      fc.option(name, { nil: undefined }),
      fc.array(pair),
    )
    .map(([scheme, hosts, virtualHost, query]) => ({
      scheme,
      driver: scheme,
      hosts,
      virtualHost,
      query: new Map(query),
    }));
  fc.assert(
    fc.property(url, (given) => assert.deepEqual(parseTransportUrl(formatTransportUrl(given)), given)),
  );
});
