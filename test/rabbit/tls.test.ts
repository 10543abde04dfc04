import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../src/index.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { freePort } from "../support/free-port.js";
import { hookLimit, needs } from "../support/peers.js";
import { ownRabbit } from "./support/rabbit.js";
import { openssl, TlsBroker } from "./support/tls-broker.js";

describe("RabbitMQ over TLS, on several hosts", needs(ownRabbit, openssl), () => {
  let tls: TlsBroker;

  before(async () => {
    tls = await TlsBroker.start();
  }, hookLimit);
  after(() => tls?.stop(), hookLimit);

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
      transport = getRpcTransport({ url: tls.broker.url });
      server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint("one")] });
      await server.start();
    }, hookLimit);
    after(async () => {
      await server?.stop();
      await transport?.close();
    }, hookLimit);

    it("trusts what ssl_ca_file has signed, and checks names when told to", async () => {
      const ca = `ssl_ca_file=${join(tls.folder, "ca.pem")}`;
      const named = `guest:guest@localhost:${tls.port}`;
      const numbered = `guest:guest@127.0.0.1:${tls.port}`;
      const strict = "ssl_enforce_hostname_verification=true";
      assert.equal(await ask(named, "ssl=true", ca), "one");
      assert.equal(await ask(numbered, "ssl=true", ca), "one");
      assert.equal(await ask(named, "ssl=true", ca, strict), "one");
      assert.match(String(await ask(numbered, "ssl=true", ca, strict)), /certificate is for another name/);
    });

    it("trusts the system's authorities alone without ssl_ca_file", async () => {
      assert.match(
        String(await ask(`guest:guest@localhost:${tls.port}`, "ssl=true")),
        /signed by none of the system's authorities/,
      );
    });

    it("finds the host that is there, with its own credentials", async () => {
      const nobody = await freePort();
      const dead = `guest:wrong@127.0.0.1:${nobody}`;
      for (let attempt = 0; attempt < 4; attempt++) {
        assert.equal(await ask(`${dead},guest:guest@127.0.0.1:${tls.broker.port}`), "one");
      }
    });
  });
});
