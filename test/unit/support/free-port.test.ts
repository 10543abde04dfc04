import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, it } from "node:test";
import { freePort, freePorts } from "../../support/free-port.js";

const RANGE = "/proc/sys/net/ipv4/ip_local_port_range";

describe("a free port of the tests", () => {
  it("can be listened on, again and again", async () => {
    const port = await freePort();
    for (let turn = 0; turn < 2; turn += 1) {
      const server = createServer().listen(port, "127.0.0.1");
      await once(server, "listening");
      await once(server.close(), "close");
    }
  });

  it("is none that a connection may get for its own end", { skip: !existsSync(RANGE) }, async () => {
    const [first = 0, last = 0] = readFileSync(RANGE, "utf8").split(/\s+/).map(Number);
    const ports = await freePorts(50);
    assert.equal(new Set(ports).size, ports.length);
    assert.deepEqual(
      ports.filter((port) => port >= first && port <= last),
      [],
    );
  });
});
