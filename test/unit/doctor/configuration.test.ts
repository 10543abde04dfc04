import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checksOf, findingsOf } from "../../support/doctor.js";

/** A host that nobody listens at: what is found of it comes last. */
const NOWHERE = "rabbit://nova:secret@127.0.0.1:1/";
const url = `transport_url = ${NOWHERE}`;
const rabbit = "[oslo_messaging_rabbit]";
const UNREACHED = "connection-refused";

const cases: readonly (readonly [name: string, lines: readonly string[], checks: readonly string[]])[] = [
  ["a misspelt option", ["[DEFAULT]", url, rabbit, "rabbit_quorum_queues = true"], ["unknown-option"]],
  ["a dash in an option of [DEFAULT]", ["[DEFAULT]", url, "control-exchange = nova"], ["unknown-option"]],
  ["an option of [DEFAULT] in capitals", ["[DEFAULT]", "TRANSPORT_URL = x"], ["unknown-option", "no-url"]],
  ["a misspelt option of [DEFAULT]", ["[DEFAULT]", url, "rpc_repsonse_timeout = 5"], ["unknown-option"]],
  [
    "nothing of the options that others have in [DEFAULT]",
    [
      "[DEFAULT]",
      url,
      "rpc_response_max_timeout = 600",
      "rpc_workers = 1",
      "control_plane = x",
      "rootwrap_config = x",
    ],
    [],
  ],
  ["a misspelt section", ["[DEFAULT]", url, "[oslo_messaging_rabit]", "ssl = true"], ["unknown-section"]],
  ["a bad value", ["[DEFAULT]", url, rabbit, "ssl = perhaps"], ["bad-value"]],
  [
    "two bad values",
    ["[DEFAULT]", url, "rpc_response_timeout = soon", rabbit, "ssl = x"],
    ["bad-value", "bad-value"],
  ],
  ["an option in the wrong section", ["[DEFAULT]", url, "rabbit_quorum_queue = true"], ["wrong-section"]],
  ["an option of old releases", ["[DEFAULT]", url, rabbit, "rabbit_userid = nova"], ["removed-option"]],
  ["an option of old releases in [DEFAULT]", ["[DEFAULT]", url, "rabbit_hosts = a"], ["removed-option"]],
  ["a deprecated name", ["[DEFAULT]", url, "rpc_thread_pool_size = 5"], ["deprecated-option"]],
  [
    "streams without a prefetch",
    ["[DEFAULT]", url, rabbit, "rabbit_stream_fanout = true", "rabbit_transient_quorum_queue = true"],
    ["python-refuses"],
  ],
  [
    "a queue manager without a lock",
    ["[DEFAULT]", url, rabbit, "use_queue_manager = true"],
    ["python-refuses"],
  ],
  ["certificates without TLS", ["[DEFAULT]", url, rabbit, "ssl_ca_file = /etc/ca.pem"], ["no-effect"]],
  ["a limit of no queue", ["[DEFAULT]", url, rabbit, "rabbit_quorum_delivery_limit = -1"], ["no-effect"]],
  ["no heartbeats", ["[DEFAULT]", url, rabbit, "heartbeat_timeout_threshold = 0"], ["no-heartbeat"]],
  ["no transport URL", ["[DEFAULT]", "debug = true"], ["no-url"]],
  [
    "credentials of one host alone",
    ["[DEFAULT]", "transport_url = rabbit://nova:secret@127.0.0.1:1,127.0.0.1:2/"],
    ["missing-credentials", UNREACHED],
  ],
];

/** What is named beside these checks, or else they would not tell what was meant. */
const cured: readonly (readonly [
  name: string,
  lines: readonly string[],
  checks: readonly string[],
  cure: RegExp,
])[] = [
  [
    "a comment behind a value",
    ["[DEFAULT]", url, rabbit, "rabbit_quorum_queue = true  # since 2026"],
    ["bad-value", UNREACHED],
    /comment on a line of its own/,
  ],
  ["a comment behind the URL", ["[DEFAULT]", `${url}  # main`], ["bad-url"], /on a line of its own/],
  [
    "a dollar in a password",
    ["[DEFAULT]", "transport_url = rabbit://nova:pa$s@127.0.0.1:1/"],
    ["bad-value"],
    /\$\$/,
  ],
  [
    "an option that is set twice",
    ["[DEFAULT]", "transport_url = rabbit://old:secret@127.0.0.1:2/", "debug = true", url],
    ["set-twice", UNREACHED],
    /remove the one/,
  ],
  [
    "hosts behind semicolons",
    ["[DEFAULT]", "transport_url = rabbit://nova:secret@127.0.0.1:1;nova:secret@127.0.0.1:2/"],
    ["bad-url"],
    /HOST1:5672,USER/,
  ],
  [
    "a space behind a comma",
    ["[DEFAULT]", "transport_url = rabbit://nova:secret@127.0.0.1:1, nova:secret@127.0.0.1:2/"],
    ["bad-url"],
    /remove it/,
  ],
  [
    "a driver for each host",
    ["[DEFAULT]", "transport_url = rabbit://nova:secret@127.0.0.1:1,rabbit://nova:secret@127.0.0.1:2/"],
    ["bad-url"],
    /name the driver once/,
  ],
  [
    "IPv6 without brackets",
    ["[DEFAULT]", "transport_url = rabbit://nova:secret@::1:5672/"],
    ["bad-url"],
    /\[2001:/,
  ],
  [
    "a URL without slashes",
    ["[DEFAULT]", "transport_url = rabbit:nova:secret@192.0.2.1/"],
    ["bad-url"],
    /rabbit:\/\//,
  ],
  [
    "the scheme of others for TLS",
    ["[DEFAULT]", "transport_url = amqps://127.0.0.1"],
    ["bad-url"],
    /ssl = true/,
  ],
  ["a template", ["[DEFAULT]", "transport_url = rabbit://{{ user }}@{{ host }}/"], ["bad-url"], /render/],
  [
    "options of a driver in [DEFAULT]",
    ["[DEFAULT]", url, "ssl = true", "heartbeat_timeout_threshold = 9"],
    ["wrong-section", "wrong-section", UNREACHED],
    /\[oslo_messaging_rabbit\]/,
  ],
  [
    "a section called otherwise",
    ["[DEFAULT]", url, "[messaging_rabbit]", "rabbit_quorum_queue = true"],
    ["unknown-section", UNREACHED],
    /write \[oslo_messaging_rabbit\]/,
  ],
  ["a section in small letters", ["[Default]", url], ["unknown-section", "no-url", UNREACHED], /"DEFAULT"/],
  [
    "TLS for the other driver",
    ["[DEFAULT]", url, "[oslo_messaging_amqp]", "ssl = true"],
    ["no-effect", UNREACHED],
    /move it to \[oslo_messaging_rabbit\]/,
  ],
  ["no time for calls", ["[DEFAULT]", url, "rpc_response_timeout = 0"], ["no-time", UNREACHED], /remove it/],
  [
    "a driver of notifications that there is none of",
    ["[DEFAULT]", url, "[oslo_messaging_notifications]", "driver = messagingv3"],
    ["unknown-driver", UNREACHED],
    /messagingv2/,
  ],
  [
    "what is wrong with the URL of notifications alone",
    ["[DEFAULT]", url, "[oslo_messaging_notifications]", "transport_url = rabbit://nova:secret@127.0.0.1:x/"],
    ["bad-url", UNREACHED],
    /rabbit:\/\//,
  ],
  [
    "no heartbeats over AMQP 1.0",
    ["[DEFAULT]", "transport_url = amqp://127.0.0.1:1", "[oslo_messaging_amqp]", "idle_timeout = 0"],
    ["no-heartbeat", UNREACHED],
    /remove it/,
  ],
];

/** What ends the examination. */
const fatal: typeof cases = [
  ["mirrored queues", ["[DEFAULT]", url, rabbit, "rabbit_ha_queues = true"], ["contradiction"]],
  [
    "streams without quorum",
    ["[DEFAULT]", url, rabbit, "rabbit_stream_fanout = true"],
    ["contradiction", "python-refuses"],
  ],
  [
    "a key without its certificate",
    ["[DEFAULT]", url, rabbit, "ssl = true", "ssl_key_file = /k"],
    ["contradiction"],
  ],
  [
    "a file of TLS that is not there",
    ["[DEFAULT]", url, rabbit, "ssl = true", "ssl_ca_file = /none.pem"],
    ["bad-value"],
  ],
  ["a URL of no driver", ["[DEFAULT]", "transport_url = rabbitmq://127.0.0.1"], ["bad-url"]],
  [
    "a raw slash in a password",
    ["[DEFAULT]", "transport_url = rabbit://nova:se/cret@127.0.0.1:1/"],
    ["bad-url"],
  ],
  ["an unknown option of a URL", ["[DEFAULT]", "transport_url = rabbit://127.0.0.1/?sssl=1"], ["bad-value"]],
  ["a line that is none", ["[DEFAULT", url], ["unreadable-file"]],
];

describe("doctor on configurations", () => {
  for (const [name, lines, checks] of cases) {
    it(`finds ${name}`, async () => {
      assert.deepEqual(await checksOf({ lines }), [...checks, UNREACHED]);
    });
  }

  for (const [name, lines, checks, cure] of cured) {
    it(`names ${name} and its cure`, async () => {
      const findings = await findingsOf({ lines });
      assert.deepEqual(
        findings.map(({ check }) => check),
        checks,
      );
      assert.match(findings[0]?.cure ?? "", cure);
      assert.doesNotMatch(JSON.stringify(findings), /secret|pa\$s/);
    });
  }

  it("says nothing of files with line ends of Windows, other sections, and options of others", async () => {
    const lines = [
      "[DEFAULT]\r",
      `${url}\r`,
      "debug = true\r",
      "ssl_cert_file = /c.pem\r",
      "[rabbit_agent]\r",
      "a = 1\r",
    ];
    assert.deepEqual(await checksOf({ lines }), [UNREACHED]);
  });

  it("says nothing of what a password may hold, of several hosts, and of brackets", async () => {
    const login = "nova:a;b|c}} d{{%23";
    for (const hosts of [
      `${login}@127.0.0.1:1`,
      `${login}@127.0.0.1:1,${login}@127.0.0.1:1`,
      `${login}@[::1]:1`,
    ]) {
      const lines = ["[DEFAULT]", `transport_url = rabbit://${hosts}/nova`];
      const found = new Set(await checksOf({ lines }));
      assert.deepEqual([...found], [UNREACHED], hosts);
    }
  });

  it("says of a file that is no text of UTF-8 alone what it is", async () => {
    const text = `[DEFAULT]\n${url}\n`;
    const [marked] = await findingsOf({ lines: [`\ufeff${text}`] });
    assert.match(marked?.problem ?? "", /byte order mark/);
    const [wide] = await findingsOf({ lines: [Buffer.from(text, "utf16le").toString("latin1")] });
    assert.match(wide?.problem ?? "", /it is not UTF-8/);
  });

  for (const [name, lines, checks] of fatal) {
    it(`ends with ${name}`, async () => {
      assert.deepEqual(await checksOf({ lines }), checks);
    });
  }

  it("says where and what to do in one line each, and no password", async () => {
    const lines = [
      "[DEFAULT]",
      url,
      rabbit,
      "rabbit_quorum_queues = true",
      "ssl = secret-perhaps",
      "ssl_version = 7",
    ];
    const findings = await findingsOf({ lines });
    assert.equal(findings.length, 4);
    for (const { where, problem, cure } of findings) {
      const line = `${where}: ${problem}; ${cure}`;
      assert.doesNotMatch(line, /\n|nova:secret/);
      assert.ok(cure.length > 0 && where.length > 0, line);
    }
    assert.match(
      findings.map(({ where }) => where).join(),
      /service\.conf:5.*service\.conf:6.*service\.conf:4/,
    );
    assert.match(
      findings.find(({ check }) => check === "unknown-option")?.cure ?? "",
      /rabbit_quorum_queue"/,
    );
  });
});
