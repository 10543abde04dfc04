import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { RouterOptions } from "../../src/router/index.js";
import { Authority } from "../support/certificates.js";
import { Coverage } from "../support/compatibility.js";
import { needs } from "../support/peers.js";
import { pythonOslo } from "../support/python.js";
import { type AddressingMode, addressing, addressingModes } from "./support/addressing.js";
import { usePython } from "./support/use-python.js";

const authority = new Authority();
after(() => authority.remove());
const router = authority.issue("router", { name: "localhost", names: "DNS:localhost,IP:127.0.0.1" });
const certified = authority.issue("client", { name: "nova", password: "geheim" });

const tls = { certFile: router.cert, keyFile: router.key, caFile: authority.ca };
const ca = `ssl_ca_file=${authority.ca}`;
const own = `ssl_cert_file=${certified.cert}&ssl_key_file=${certified.key}&ssl_key_password=geheim`;

/** What addresses of a form begin with. A user who may use no others shows that both sides form them so. */
const PREFIXES: Readonly<Record<AddressingMode, readonly string[]>> = {
  routable: ["openstack.org/om/rpc"],
  legacy: ["unicast", "exclusive", "broadcast"],
};

function users(mode: AddressingMode): RouterOptions {
  const grants = { send: PREFIXES[mode], receive: PREFIXES[mode] };
  return { users: { users: { nova: { password: "geheim-pw", certificate: true, ...grants } } } };
}

/** How peers reach a router: its options, then what stands before the host, the path and the query of their URLs. */
type Way = readonly [options: RouterOptions, user: string, vhost: string, query: string];

const waysOf = (mode: AddressingMode): Readonly<Record<string, Way>> => ({
  "what each chooses of all mechanisms": [users(mode), "nova:geheim-pw@", "", ""],
  "TLS and PLAIN": [{ ...users(mode), tls }, "nova:geheim-pw@", "", `sasl_mechanisms=PLAIN&${ca}`],
  "TLS and a certificate": [{ ...users(mode), tls }, "", "", `sasl_mechanisms=EXTERNAL&${ca}&${own}`],
  "TLS, and a virtual host that is named to the peer": [{ tls }, "", "my-vhost", `pseudo_vhost=false&${ca}`],
  "every message acknowledged": [{}, "", "", "pre_settled=notify"],
});

const SUITES = addressingModes.flatMap((mode) =>
  Object.entries(waysOf(mode)).map(([name, way]) => ({ name, way, mode })),
);

for (const { name, way, mode } of SUITES) {
  describe(`Python and this library, with ${name}, ${mode} addresses`, needs(pythonOslo), () => {
    const { both: covers } = new Coverage(import.meta.filename, mode);
    const [options, user, vhost, query] = way;
    const path = addressing[mode].replace("/", `/${vhost}`);
    const both = usePython(({ port }) => `amqp://${user}localhost:${port}${path}${query}`, options);

    it("call each other", async (test) => {
      covers(test, name);
      const { client, pythonClient } = both();
      assert.equal(await client.prepare({ server: "Python01" }).echo("ü"), "ü");
      assert.equal(await pythonClient.call("echo", { value: 2 }, { server: "Server01" }), 2);
    });

    it("cast to each other", async (test) => {
      covers(test, name);
      const { client, endpoint, pythonServer, pythonClient } = both();
      await client.prepare({ server: "Python01" }).sink("a");
      assert.deepEqual((await pythonServer.called("sink")).args, { payload: "a" });
      await pythonClient.cast("sink", { payload: "b" }, { server: "Server01" });
      assert.equal((await endpoint.sunk()).payload, "b");
    });
  });
}
