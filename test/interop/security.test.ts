import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { Router, type RouterOptions } from "../../src/router/index.js";
import { Authority } from "../support/certificates.js";
import { Coverage } from "../support/compatibility.js";
import { hookLimit, needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { PythonClient } from "./support/python-client.js";
import { PythonServer } from "./support/python-server.js";
import { SandboxClient, SandboxEndpoint } from "./support/sandbox.js";

const authority = new Authority();
after(() => authority.remove());
const router = authority.issue("router", { name: "localhost", names: "DNS:localhost,IP:127.0.0.1" });
const client = authority.issue("client", { name: "nova", password: "geheim" });

const users = { users: { nova: { password: "geheim-pw", certificate: true } } };
const tls = { certFile: router.cert, keyFile: router.key, caFile: authority.ca };
const ca = `ssl_ca_file=${authority.ca}`;

/** How peers reach a router: its options, then what stands before and behind the host in their URLs. */
const WAYS: Readonly<Record<string, readonly [RouterOptions, string, string]>> = {
  "what each chooses of all mechanisms": [{ users }, "nova:geheim-pw@", "/"],
  "TLS and PLAIN": [{ users, tls }, "nova:geheim-pw@", `/?sasl_mechanisms=PLAIN&${ca}`],
  "TLS and a certificate": [
    { users, tls },
    "",
    `/?sasl_mechanisms=EXTERNAL&${ca}&ssl_cert_file=${client.cert}&ssl_key_file=${client.key}&ssl_key_password=geheim`,
  ],
  "TLS, and a virtual host that is named to the peer": [{ tls }, "", `/my-vhost?pseudo_vhost=false&${ca}`],
  "every message acknowledged": [{}, "", "/?pre_settled=notify"],
};

for (const [name, [options, user, suffix]] of Object.entries(WAYS)) {
  describe(`Python and this library, with ${name}`, needs(pythonOslo), () => {
    const { both: covers } = new Coverage(import.meta.filename, "routable");
    const router = new Router({ port: 0, ...options });
    const endpoint = new SandboxEndpoint();
    let transport: RpcTransport;
    let ours: RpcServer;
    let pythonServer: PythonServer;
    let pythonClient: PythonClient;

    before(async () => {
      await router.start();
      const url = `amqp://${user}localhost:${router.port}${suffix}`;
      transport = getRpcTransport({ url });
      ours = new RpcServer(transport, { server: "Server01", endpoints: [endpoint] });
      [pythonServer, pythonClient] = await Promise.all([
        PythonServer.start({ url, server: "Python01" }),
        PythonClient.start({ url }),
        ours.start(),
      ]);
    }, hookLimit);
    after(async () => {
      await Promise.all([pythonServer?.stop(), pythonClient?.stop(), ours?.stop()]);
      await transport?.close();
      await router.stop();
    }, hookLimit);

    it("call each other", async (test) => {
      covers(test, name);
      const mine = new SandboxClient(transport, { timeout: 10 });
      assert.equal(await mine.prepare({ server: "Python01" }).echo("ü"), "ü");
      assert.equal(await pythonClient.call("echo", { value: 2 }, { server: "Server01" }), 2);
    });

    it("cast to each other", async (test) => {
      covers(test, name);
      const mine = new SandboxClient(transport, { timeout: 10 });
      await mine.prepare({ server: "Python01" }).sink("a");
      assert.deepEqual((await pythonServer.called("sink")).args, { payload: "a" });
      await pythonClient.cast("sink", { payload: "b" }, { server: "Server01" });
      assert.equal((await endpoint.sunk()).payload, "b");
    });
  });
}
