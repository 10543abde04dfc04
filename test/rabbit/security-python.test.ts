import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { PythonClient } from "../interop/support/python-client.js";
import { PythonServer } from "../interop/support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "../interop/support/sandbox.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythons } from "./support/pythons.js";
import { insideChroot, ownRabbit, suiteLimit } from "./support/rabbit.js";
import { openssl, TlsBroker } from "./support/tls-broker.js";

/** How programs reach the broker: what stands before and behind the host in their URL, and options. */
interface Way {
  readonly tls: boolean;
  readonly user: string;
  readonly vhost: string;
  readonly options: (folder: string) => readonly string[];
  /** How they are then connected, as rabbitmqctl shows it. */
  readonly logins: string;
}

const WAYS: Readonly<Record<string, Way>> = {
  "what each chooses of all mechanisms": {
    tls: true,
    user: "nova:ge%40heim@",
    vhost: "/",
    options: (folder) => ["ssl=true", `ssl_ca_file=${folder}/ca.pem`],
    logins: "nova\t(AMQ)?PLAIN\t/\ttrue",
  },
  "TLS and PLAIN": {
    tls: true,
    user: "nova:ge%40heim@",
    vhost: "/",
    options: (folder) => ["ssl=true", `ssl_ca_file=${folder}/ca.pem`, "rabbit_login_method=PLAIN"],
    logins: "nova\tPLAIN\t/\ttrue",
  },
  "TLS and a certificate": {
    tls: true,
    user: "",
    vhost: "/",
    options: (folder) => [
      "ssl=true",
      `ssl_ca_file=${folder}/ca.pem`,
      `ssl_cert_file=${folder}/client.pem`,
      `ssl_key_file=${folder}/client.key`,
      "rabbit_login_method=EXTERNAL",
    ],
    logins: "nova\tEXTERNAL\t/\ttrue",
  },
  "TLS, and a virtual host that is named to the peer": {
    tls: true,
    user: "nova:ge%40heim@",
    vhost: "/cells",
    options: (folder) => ["ssl=true", `ssl_ca_file=${folder}/ca.pem`],
    logins: "nova\t(AMQ)?PLAIN\tcells\ttrue",
  },
  "virtual host": {
    tls: false,
    user: "nova:ge%40heim@",
    vhost: "/cells",
    options: () => [],
    logins: "nova\t(AMQ)?PLAIN\tcells\tfalse",
  },
};

describe("Python and this library, by all ways to RabbitMQ", {
  ...needs(ownRabbit, openssl),
  ...suiteLimit,
}, () => {
  let tls: TlsBroker;

  before(async () => {
    tls = await TlsBroker.start();
    await tls.broker.ctl("add_user", "nova", "ge@heim");
    await tls.broker.ctl("add_vhost", "cells");
    await tls.broker.ctl("set_permissions", "-p", "/", "nova", ".*", ".*", ".*");
    await tls.broker.ctl("set_permissions", "-p", "cells", "nova", ".*", ".*", ".*");
  }, hookLimit);
  after(() => tls?.stop(), hookLimit);

  for (const [title, way] of Object.entries(WAYS)) {
    for (const { name, peer, python } of pythons) {
      describe(`${title}, ${name}`, needs(peer), () => {
        const { both: covers } = new Coverage(import.meta.filename, "rabbit", name);
        const place = { topic: title, exchange: name };
        const endpoint = new SandboxEndpoint();
        let transport: RpcTransport;
        let ours: RpcServer;
        let pythonServer: PythonServer;
        let pythonClient: PythonClient;

        before(async () => {
          const url = `rabbit://${way.user}localhost:${way.tls ? tls.port : tls.broker.port}${way.vhost}`;
          transport = getRpcTransport({ url: `${url}?${way.options(tls.folder).join("&")}` });
          ours = new RpcServer(transport, { server: "Server01", endpoints: [endpoint], ...place });
          const folder = python === undefined ? tls.folder : insideChroot(tls.folder);
          const set = way.options(folder).map((option) => `oslo_messaging_rabbit.${option}`);
          const options = { url, set, ...place, ...(python && { python }) };
          [pythonServer, pythonClient] = await Promise.all([
            PythonServer.start({ ...options, server: "Python01" }),
            PythonClient.start(options),
            ours.start(),
          ]);
        }, hookLimit);
        after(async () => {
          await Promise.all([pythonServer?.stop(), pythonClient?.stop(), ours?.stop()]);
          await transport?.close();
        }, hookLimit);

        it("call each other", async (test) => {
          covers(test, title);
          const mine = new SandboxClient(transport, { timeout: 15 }).prepare(place);
          assert.equal(await mine.prepare({ server: "Python01" }).echo("ü"), "ü");
          assert.equal(await pythonClient.call("echo", { value: 2 }, { server: "Server01" }), 2);
          await mine.prepare({ fanout: true }).sink("all");
          assert.equal((await endpoint.sunk()).payload, "all");
          assert.deepEqual((await pythonServer.called("sink")).args, { payload: "all" });
          const logins = await tls.broker.ctl(
            ...["--no-table-headers", "list_connections", "user", "auth_mechanism", "vhost", "ssl"],
          );
          assert.match(logins, new RegExp(`^(${way.logins}\n)+$`));
        });
      });
    }
  }
});
