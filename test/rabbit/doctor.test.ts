import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../src/index.js";
import { ThingEndpoint, thingDescriptor } from "../integration/service/thing-service.js";
import { Authority } from "../support/certificates.js";
import { checksOf, findingsOf } from "../support/doctor.js";
import { hookLimit, needs } from "../support/peers.js";
import { deployments } from "./support/deployments.js";
import { ownRabbit, suiteLimit } from "./support/rabbit.js";
import { openssl, TlsBroker } from "./support/tls-broker.js";
import { useOwnRabbit } from "./support/use-rabbit.js";

const rabbit = "[oslo_messaging_rabbit]";
const oslo = ["[oslo_concurrency]", "lock_path = /tmp"];

describe("doctor at RabbitMQ", { ...needs(ownRabbit, openssl), ...suiteLimit }, () => {
  let tls: TlsBroker;
  let transport: RpcTransport;
  let server: RpcServer;
  let url: string;

  before(async () => {
    tls = await TlsBroker.start();
    url = tls.broker.url;
    transport = getRpcTransport({ url });
    server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint("one")] });
    await server.start();
  }, hookLimit);
  after(async () => {
    await server?.stop();
    await transport?.close();
    await tls?.stop();
  }, hookLimit);

  const at = (transportUrl: string, ...more: readonly string[]) => [
    "[DEFAULT]",
    `transport_url = ${transportUrl}`,
    ...more,
  ];

  it("has nothing to say where all is well", async () => {
    assert.deepEqual(await findingsOf({ lines: at(url), definitions: [thingDescriptor] }), []);
    assert.deepEqual(
      await tls.broker.ctl("list_queues", "name").then((out) => out.match(/doctor|reply/g)),
      null,
    );
  });

  for (const name of ["kolla-ansible", "openstack-ansible", "RHOSO"] as const) {
    it(`has nothing to say of the section of ${name}`, async () => {
      const lines = at(url, ...oslo, rabbit, ...deployments[name]);
      assert.deepEqual(await findingsOf({ lines }), []);
    });
  }

  it("finds names, logins and virtual hosts", async () => {
    const { port } = tls.broker;
    assert.deepEqual(await checksOf({ lines: at(`rabbit://guest:guest@nowhere.invalid:${port}/`) }), [
      "no-such-host",
    ]);
    assert.deepEqual(await checksOf({ lines: at(`rabbit://guest:wrong@127.0.0.1:${port}/`) }), ["login"]);
    assert.deepEqual(await checksOf({ lines: at(`rabbit://guest:guest@127.0.0.1:${port}/none`) }), [
      "virtual-host",
    ]);
  });

  it("finds what is wrong with TLS", async () => {
    const ca = `ssl_ca_file = ${join(tls.folder, "ca.pem")}`;
    const named = `rabbit://guest:guest@localhost:${tls.port}/`;
    assert.deepEqual(await checksOf({ lines: at(named, rabbit, "ssl = true") }), ["certificate-authority"]);
    assert.deepEqual(await checksOf({ lines: at(named) }), ["tls-expected"]);
    assert.deepEqual(await checksOf({ lines: at(url, rabbit, "ssl = true", ca) }), ["no-tls-there"]);
    const strict = [rabbit, "ssl = true", ca, "ssl_enforce_hostname_verification = true"];
    const numbered = `rabbit://guest:guest@127.0.0.1:${tls.port}/`;
    assert.deepEqual(await checksOf({ lines: at(numbered, ...strict) }), ["certificate-name"]);
    // The broker's certificate lasts two days.
    assert.deepEqual(await checksOf({ lines: at(named, ...strict) }), ["certificate-expires"]);
  });

  it("finds a certificate that has expired, and a peer of another protocol", async () => {
    const authority = new Authority();
    const { cert, key } = authority.issue("old", { name: "localhost", names: "DNS:localhost", days: -1 });
    const expired: TlsServer = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) });
    const web: Server = createServer((_request, response) => response.end());
    try {
      expired.listen(0, "127.0.0.1");
      web.listen(0, "127.0.0.1");
      await Promise.all([once(expired, "listening"), once(web, "listening")]);
      const ports = [expired, web].map((listening) => (listening.address() as AddressInfo).port);
      const lines = at(
        `rabbit://localhost:${ports[0]}/`,
        rabbit,
        "ssl = true",
        `ssl_ca_file = ${authority.ca}`,
      );
      assert.deepEqual(await checksOf({ lines }), ["certificate-expired"]);
      assert.deepEqual(await checksOf({ lines: at(`rabbit://127.0.0.1:${ports[1]}/`) }), ["other-protocol"]);
    } finally {
      expired.close();
      web.close();
      authority.remove();
    }
  });

  it("finds missing permissions", async () => {
    await tls.broker.ctl("add_user", "poor", "poor");
    await tls.broker.ctl("set_permissions", "poor", "^$", ".*", ".*");
    const poor = url.replace("guest:guest", "poor:poor");
    assert.deepEqual(await checksOf({ lines: at(poor) }), ["permission"]);
  });

  it("finds that the user may not read replies, or write to the exchange of a service", async () => {
    await tls.broker.ctl("add_user", "mute", "mute");
    const mute = at(url.replace("guest:guest", "mute:mute"));
    const find = () => findingsOf({ lines: mute, definitions: [thingDescriptor] });
    for (const [read, write, problem] of [
      ["^$", ".*", /^the user may not have reply queues: .*read access to queue/],
      [".*", "^reply_.*", /write access to exchange 'test'/],
    ] as const) {
      await tls.broker.ctl("set_permissions", "mute", ".*", write, read);
      const findings = await find();
      // From 4.3 on it also needs to read an exchange that it looks for.
      assert.ok(findings.length > 0 && findings.every(({ check }) => check === "permission"));
      assert.ok(findings.some((finding) => problem.test(finding.problem)));
      assert.match(findings[0]?.cure ?? "", /^rabbitmqctl set_permissions/);
    }
  });

  it("finds a broker that takes nothing more, for an alarm of memory", async () => {
    await tls.broker.ctl("set_vm_memory_high_watermark", "absolute", "1");
    try {
      const [finding, ...others] = await findingsOf({ lines: at(url), timeout: 2 });
      assert.deepEqual([finding?.check, others], ["broker-blocked", []]);
      assert.match(finding?.cure ?? "", /rabbitmq-diagnostics alarms/);
    } finally {
      await tls.broker.ctl("set_vm_memory_high_watermark", "0.4");
    }
  });

  it("finds a host that is not there, and examines services over the others", async () => {
    const hosts = url.replace("rabbit://", "rabbit://guest:guest@127.0.0.1:1,");
    assert.deepEqual(await checksOf({ lines: at(hosts), definitions: [thingDescriptor] }), [
      "connection-refused",
    ]);
  });

  it("finds the scheme of the other driver, a broken login of notifications alone, and virtual hosts' slashes", async () => {
    const [scheme, ...more] = await findingsOf({ lines: at(url.replace("rabbit", "amqp")) });
    assert.deepEqual(
      [scheme?.check, scheme?.cure, more],
      ["other-driver", "write rabbit:// in transport_url", []],
    );
    const own = url.replace("guest:guest", "guest:wrong");
    const notifications = at(url, "[oslo_messaging_notifications]", `transport_url = ${own}`);
    assert.deepEqual(await checksOf({ lines: notifications }), ["login"]);
    await tls.broker.ctl("add_vhost", "/nova");
    await tls.broker.ctl("set_permissions", "-p", "/nova", "guest", ".*", ".*", ".*");
    const [vhost] = await findingsOf({ lines: at(`${url}nova`) });
    assert.equal(vhost?.check, "virtual-host");
    assert.match(vhost.cure, /\/%2FNAME/);
    assert.deepEqual(await findingsOf({ lines: at(`${url}%2Fnova`) }), []);
  });

  it("finds a version of TLS that the broker has not, and that it wants a certificate", async () => {
    const named = `rabbit://guest:guest@localhost:${tls.port}/`;
    const files = [`ssl_ca_file = ${join(tls.folder, "ca.pem")}`];
    const [old] = await findingsOf({
      lines: at(named, rabbit, "ssl = true", ...files, "ssl_version = TLSv1_1"),
    });
    assert.equal(old?.check, "tls-version", old?.problem);
    assert.match(old.problem, /have no version of TLS in common, or no cipher$/);
    const cert = ["client.pem", "client.key"].map((file) => join(tls.folder, file));
    const external = [
      "rabbit_login_method = EXTERNAL",
      `ssl_cert_file = ${cert[0]}`,
      `ssl_key_file = ${cert[1]}`,
    ];
    // The certificate is for nova, whom the broker does not know.
    assert.deepEqual(await checksOf({ lines: at(named, rabbit, "ssl = true", ...files, ...external) }), [
      "login",
    ]);
  });

  it("finds queues that others declared otherwise", async () => {
    const lines = at(url, rabbit, "rabbit_quorum_queue = true");
    const [finding, ...others] = await findingsOf({ lines, definitions: [thingDescriptor] });
    assert.deepEqual(others, []);
    assert.equal(finding?.check, "other-arguments");
    assert.match(`${finding.problem}; ${finding.cure}`, /queue 'things'.*rabbit_quorum_queue=true/);
  });

  it("finds servers of another exchange, namespace and version, and none", async () => {
    const check = (change: object) =>
      findingsOf({ lines: at(url), definitions: [{ ...thingDescriptor, ...change }], timeout: 20 });
    const [newer] = await check({ version: "1.9" });
    assert.equal(newer?.check, "version");
    assert.match(newer.problem, /serve version 1\.2 of ThingService/);
    assert.match((await check({ version: "3.1" }))[0]?.problem ?? "", /serve version 1\.x/);
    assert.deepEqual(
      (await check({ namespace: "others" })).map((found) => found.check),
      ["namespace"],
    );
    assert.deepEqual(
      (await check({ topic: "none" })).map((found) => found.check),
      ["no-server"],
    );
    const configuration = loadConfiguration({ values: { control_exchange: "nova" } });
    const elsewhere = getRpcTransport({ url, configuration });
    const endpoint = new ThingEndpoint("two");
    const other = new RpcServer(elsewhere, {
      server: "two",
      topic: "elsewhere",
      exchange: "nova",
      endpoints: [endpoint],
    });
    try {
      await other.start();
      const [wrong] = await check({ topic: "elsewhere" });
      assert.equal(wrong?.check, "wrong-exchange");
      assert.match(wrong.cure, /nova/);
    } finally {
      await other.stop();
      await elsewhere.close();
    }
  });
});

describe("doctor at a RabbitMQ that denies transient queues", {
  ...needs(ownRabbit, openssl),
  ...suiteLimit,
}, () => {
  const denies = useOwnRabbit({ config: ["deprecated_features.permit.transient_nonexcl_queues = false"] });

  it("names the options that cure it", async () => {
    const [finding, ...others] = await findingsOf({
      lines: ["[DEFAULT]", `transport_url = ${denies().url}`],
    });
    assert.deepEqual(others, []);
    assert.equal(finding?.check, "denied-feature");
    assert.match(finding.cure, /rabbit_quorum_queue = true/);
  });
});
