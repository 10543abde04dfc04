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
