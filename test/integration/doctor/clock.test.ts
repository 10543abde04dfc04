import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { checkClock } from "../../../src/doctor/check-clock.js";
import { managementPage } from "../../../src/drivers/rabbit/management-page.js";
import { Authority } from "../../support/certificates.js";
import { findingsOf } from "../../support/doctor.js";
import { freePort } from "../../support/free-port.js";

const HOUR = 3_600_000;

describe("the clock that doctor looks at", () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
  });

  /** A management page on a machine whose clock is off by so many ms. */
  async function page(scheme: "http" | "https", server: Server): Promise<URL> {
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  const tellingOff = (ms: number): RequestListener => {
    return (_request, response) => response.setHeader("date", new Date(Date.now() + ms).toUTCString()).end();
  };

  it("is that of the page that is named, once for all hosts", async () => {
    const http = await page("http", createServer(tellingOff(-HOUR)));
    const hosts = [await freePort(), await freePort()].map((port) => `u:p@127.0.0.1:${port}`).join(",");
    const lines = ["[DEFAULT]", `transport_url = rabbit://${hosts}/`];
    const findings = await findingsOf({ lines, http, timeout: 10 });
    assert.deepEqual(
      findings.map(({ check }) => check),
      ["connection-refused", "clock", "connection-refused"],
    );
    assert.match(findings[1]?.problem ?? "", /clock is 3600 s ahead of the host's/);
  });

  it("is read over TLS whatever the certificate, which may look expired for that very clock", async () => {
    const authority = new Authority();
    after(() => authority.remove());
    const { cert, key } = authority.issue("expired", { name: "elsewhere", days: -1 });
    const files = { cert: readFileSync(cert), key: readFileSync(key) };
    const found = await checkClock(await page("https", createTlsServer(files, tellingOff(HOUR))), 10);
    assert.match(found?.problem ?? "", /clock is 3600 s behind the host's/);
  });

  it("is none where there is no such page, and right when it is", async () => {
    assert.equal(await checkClock(new URL(`http://127.0.0.1:${await freePort()}`), 10), undefined);
    assert.equal(await checkClock(await page("http", createServer(tellingOff(0))), 10), undefined);
  });

  it("is on the port that RabbitMQ has for the scheme", () => {
    assert.deepEqual(
      [managementPage("h", false), managementPage("::1", true)].map(({ href }) => href),
      ["http://h:15672/", "https://[::1]:15671/"],
    );
  });
});
