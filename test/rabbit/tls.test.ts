import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { hookLimit, needs, type Peer } from "../support/peers.js";
import type { Broker } from "./support/broker.js";
import { freePorts } from "./support/free-port.js";
import { chrootFolder, ownRabbit, startOwnRabbit } from "./support/rabbit.js";

const openssl: Peer = {
  name: "openssl",
  install: "apt-get install -y openssl",
  missing: () => {
    try {
      execFileSync("openssl", ["version"]);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },
};

describe("RabbitMQ over TLS, on several hosts", needs(ownRabbit, openssl), () => {
  let folder: string;
  let broker: Broker;
  let tlsPort: number;

  before(async () => {
    folder = mkdtempSync(join(chrootFolder(), "tmp/tls-"));
    chmodSync(folder, 0o755);
    // A certificate that is its own authority, for localhost alone.
    execFileSync("openssl", [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
      ],
      ...["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
    ]);
    chmodSync(join(folder, "key.pem"), 0o644);
    [tlsPort = 0] = await freePorts(1);
    const inside = folder.slice(chrootFolder().length);
    broker = await startOwnRabbit([
      `listeners.ssl.1 = 127.0.0.1:${tlsPort}`,
      `ssl_options.cacertfile = ${inside}/cert.pem`,
      `ssl_options.certfile = ${inside}/cert.pem`,
      `ssl_options.keyfile = ${inside}/key.pem`,
    ]);
  }, hookLimit);
  after(async () => {
    await broker?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, hookLimit);

  /** What a client is told that asks who is there. */
  async function ask(hosts: string, ...options: readonly string[]): Promise<unknown> {
    const transport = getRpcTransport({ url: `rabbit://${hosts}/?${options.join("&")}` });
    try {
      return await new ThingClient(transport, { timeout: 3 }).who();
    } catch (error) {
      return error;
    } finally {
      await transport.close();
    }
  }

  describe("with a server there", () => {
    let transport: RpcTransport;
    let server: RpcServer;

    before(async () => {
      transport = getRpcTransport({ url: broker.url });
      server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint("one")] });
      await server.start();
    }, hookLimit);
    after(async () => {
      await server?.stop();
      await transport?.close();
    }, hookLimit);

    it("trusts what ssl_ca_file has signed, and checks names when told to", async () => {
      const ca = `ssl_ca_file=${join(folder, "cert.pem")}`;
      const named = `guest:guest@localhost:${tlsPort}`;
      const numbered = `guest:guest@127.0.0.1:${tlsPort}`;
      const strict = "ssl_enforce_hostname_verification=true";
      assert.equal(await ask(named, "ssl=true", ca), "one");
      assert.equal(await ask(numbered, "ssl=true", ca), "one");
      assert.equal(await ask(named, "ssl=true", ca, strict), "one");
      assert.match(String(await ask(numbered, "ssl=true", ca, strict)), /certificate is for another name/);
    });

    it("trusts the system's authorities alone without ssl_ca_file", async () => {
      assert.match(
        String(await ask(`guest:guest@localhost:${tlsPort}`, "ssl=true")),
        /signed by none of the system's authorities/,
      );
    });

    it("finds the host that is there, with its own credentials", async () => {
      const [nobody] = await freePorts(1);
      const dead = `guest:wrong@127.0.0.1:${nobody}`;
      for (let attempt = 0; attempt < 4; attempt++) {
        assert.equal(await ask(`${dead},guest:guest@127.0.0.1:${broker.port}`), "one");
      }
    });
  });
});
