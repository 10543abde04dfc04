import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type Configuration, loadConfiguration } from "../../../../src/config/configuration.js";
import { rabbit } from "../../../../src/config/groups/rabbit.js";
import { connectionOptions } from "../../../../src/drivers/rabbit/connection-options.js";
import { ConfigurationError } from "../../../../src/errors/setup-errors.js";
import { silentLogger } from "../../../../src/log/logger.js";
import { parseTransportUrl } from "../../../../src/messaging/transport-url.js";
import { getRpcTransport } from "../../../../src/transport/rpc-transport.js";
import { Authority } from "../../../support/certificates.js";

const authority = new Authority();
after(() => authority.remove());

function withFile<T>(text: string, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-"));
  try {
    const file = join(folder, "a.file");
    writeFileSync(file, text);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fromFile(lines: readonly string[]): Configuration {
  const text = ["[oslo_messaging_rabbit]", ...lines].join("\n");
  return withFile(text, (file) => loadConfiguration({ files: [file] }));
}

function connection(url: string, values: Readonly<Record<string, unknown>> = {}) {
  const qualified = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`oslo_messaging_rabbit.${name}`, value]),
  );
  return connectionOptions(parseTransportUrl(url), loadConfiguration({ values: qualified }), silentLogger);
}

describe("options of [oslo_messaging_rabbit]", () => {
  it("are read under their older names and those misspelt", () => {
    const configuration = fromFile([
      "rabbit_use_ssl = true",
      "kombu_ssl_ca_certs = /ca.pem",
      "kombu_reconnect_timeout = 7",
      "rabbit_quroum_max_memory_length = 8",
      "rabbit_quroum_max_memory_bytes = 9",
    ]);
    assert.equal(configuration.get(rabbit.ssl), true);
    assert.equal(configuration.get(rabbit.sslCaFile), "/ca.pem");
    assert.equal(configuration.get(rabbit.kombuMissingConsumerRetryTimeout), 7);
    assert.equal(configuration.get(rabbit.rabbitQuorumMaxMemoryLength), 8);
    assert.equal(configuration.get(rabbit.rabbitQuorumMaxMemoryBytes), 9);
  });

  it("may stand in the query of a URL", () => {
    const url = parseTransportUrl("rabbit://h/?amqp_durable_queues=true");
    const configuration = loadConfiguration().withQuery("oslo_messaging_rabbit", url.query);
    assert.equal(configuration.get(rabbit.amqpDurableQueues), true);
  });
});

describe("a connection to RabbitMQ", () => {
  it("names the virtual host, `/` when the URL has none", () => {
    for (const [url, hostname] of [
      ["rabbit://h", "vhost:/"],
      ["rabbit://h/", "vhost:/"],
      ["rabbit://h//", "vhost:/"],
      ["rabbit://h/%2F", "vhost:/"],
      ["rabbit://h/nova", "vhost:nova"],
      ["rabbit://h/a%2Fb", "vhost:a/b"],
    ] as const) {
      assert.equal(connection(url).open.hostname, hostname, url);
    }
  });

  it("logs in at each host with its own credentials, as guest without any", () => {
    const { hosts } = connection("rabbit://u:p@one,v:q@two:1234,three/x");
    assert.deepEqual(hosts, [
      { host: "one", port: 5672, sasl: { username: "u", password: "p", allowed: ["PLAIN"] } },
      { host: "two", port: 1234, sasl: { username: "v", password: "q", allowed: ["PLAIN"] } },
      { host: "three", port: 5672, sasl: { username: "guest", password: "guest", allowed: ["PLAIN"] } },
    ]);
  });

  it("shuffles the hosts when asked to, and loses none", () => {
    const names = Array.from({ length: 30 }, (_, index) => `h${index}`);
    const { hosts } = connection(`rabbit://${names.join(",")}`, { kombu_failover_strategy: "shuffle" });
    const shuffled = hosts.map(({ host }) => host);
    assert.notDeepEqual(shuffled, names);
    assert.deepEqual(shuffled.toSorted(), names.toSorted());
  });

  it("takes its times from the options", () => {
    const { idleTimeout, open, backoff } = connection("rabbit://h", {
      heartbeat_timeout_threshold: 10,
      rabbit_retry_interval: 2,
      rabbit_retry_backoff: 3,
      rabbit_interval_max: 20,
    });
    assert.deepEqual([idleTimeout, open.idleTimeOut], [10_000, 5_000]);
    assert.deepEqual(backoff, { initial: 2_000, multiplier: 3, max: 20_000 });
    assert.equal(connection("rabbit://h", { heartbeat_timeout_threshold: 0 }).open.idleTimeOut, undefined);
  });

  it("is TLS with ssl alone, and checks names unless a CA of one's own is trusted", () => {
    const { ca } = authority;
    assert.equal(connection("rabbit://h", { ssl_ca_file: ca }).hosts[0]?.tls, undefined);
    const system = connection("rabbit://h", { ssl: true }).hosts[0]?.tls;
    assert.equal(system?.servername, "h");
    assert.equal(system?.checkServerIdentity, undefined);
    const own = connection("rabbit://h", { ssl: true, ssl_ca_file: ca }).hosts[0]?.tls;
    assert.deepEqual([own?.ca, own?.caFile], [readFileSync(ca), ca]);
    assert.equal(own?.checkServerIdentity?.("h", {} as never), undefined);
    const options = { ssl: true, ssl_ca_file: ca, ssl_enforce_hostname_verification: true };
    assert.equal(connection("rabbit://h", options).hosts[0]?.tls?.checkServerIdentity, undefined);
    const pinned = connection("rabbit://h", { ssl: true, ssl_version: "TLSv1_2" }).hosts[0]?.tls;
    assert.deepEqual([pinned?.minVersion, pinned?.maxVersion], ["TLSv1.2", "TLSv1.2"]);
  });

  it("takes a certificate and its key from one file or from two", () => {
    const { cert, key } = authority.issue("client", { name: "nova" });
    const two = connection("rabbit://h", { ssl: true, ssl_cert_file: cert, ssl_key_file: key }).hosts[0]?.tls;
    assert.deepEqual([two?.cert, two?.key], [readFileSync(cert), readFileSync(key)]);
    withFile(`${readFileSync(cert)}${readFileSync(key)}`, (both) => {
      const one = connection("rabbit://h", { ssl: true, ssl_cert_file: both }).hosts[0]?.tls;
      assert.deepEqual([one?.cert, one?.key], [readFileSync(both), readFileSync(both)]);
    });
  });

  it("says at once which option is wrong, with the file and the reason", () => {
    const refuses = (query: string, message: string) =>
      assert.throws(() => getRpcTransport({ url: `rabbit://h/?ssl=true&${query}` }), {
        name: "ConfigurationError",
        message,
      });
    refuses("ssl_ca_file=/none", "ssl_ca_file: /none: there is no such file");
    withFile("no PEM", (bad) => {
      refuses(`ssl_ca_file=${bad}`, `ssl_ca_file: ${bad}: it holds no certificate in PEM form`);
      refuses(`ssl_cert_file=${bad}`, `ssl_cert_file: ${bad}: it holds no certificate in PEM form`);
      const certificate = `ssl_cert_file=${authority.ca}`;
      refuses(certificate, `ssl_cert_file: ${authority.ca}: it holds no private key in PEM form`);
      refuses(
        `${certificate}&ssl_key_file=${bad}`,
        `ssl_key_file: ${bad}: it holds no private key in PEM form`,
      );
    });
  });

  it("logs in with a certificate over TLS alone", () => {
    assert.throws(() => connection("rabbit://h", { rabbit_login_method: "EXTERNAL" }), ConfigurationError);
    const sasl = connection("rabbit://h", { rabbit_login_method: "EXTERNAL", ssl: true }).hosts[0]?.sasl;
    assert.deepEqual(sasl, { external: true, allowed: ["EXTERNAL"] });
  });
});
