import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { type HealthServerOptions, serveHealth } from "../../../src/health/index.js";
import type { ServerHealth } from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { recordingLogger } from "../notify/recording-logger.js";

const well: ServerHealth = {
  state: "serving",
  ready: true,
  healthy: true,
  attached: true,
  problems: [],
  repairs: 0,
  running: 1,
  limit: 64,
  waiting: 0,
};

async function start(test: TestContext, options: Omit<HealthServerOptions, "port">) {
  const probes = await serveHealth({ port: 0, ...options });
  test.after(() => probes.close());
  return async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown[]> => {
    const response = await fetch(`${probes.url}${path}`, { headers });
    const text = await response.text();
    return [response.status, text.startsWith("{") ? JSON.parse(text) : text];
  };
}

describe("the HTTP server of an orchestrator", () => {
  it("says 200 when all parts are well, else 503", async (test) => {
    let parts: (ServerHealth | undefined)[] = [];
    const pool = { health: async () => parts };
    const ask = await start(test, { of: [pool] });
    assert.deepEqual(await ask("/health"), [503, { healthy: false, parts: [] }]);
    parts = [well, well];
    assert.deepEqual(await ask("/health"), [200, { healthy: true, parts }]);
    assert.deepEqual(await ask("/ready?x=1"), [200, { ready: true, parts }]);
    parts = [well, { ...well, state: "stopping", ready: false }];
    assert.equal((await ask("/health"))[0], 200);
    assert.equal((await ask("/ready"))[0], 503);
    parts = [well, undefined];
    assert.deepEqual(await ask("/ready"), [503, { ready: false, parts: [well, null] }]);
    assert.equal((await ask("/other"))[0], 404);
    assert.equal((await ask("/metrics"))[0], 404);
  });

  it("takes a part without `ready` for ready while it is healthy, and shows an error's class and message", async (test) => {
    const transport = {
      health: { healthy: true, state: "connected", lastError: new RangeError("gone once") },
    };
    const ask = await start(test, { of: [{ health: well }, transport] });
    const lastError = { name: "RangeError", message: "gone once" };
    const parts = [well, { ...transport.health, lastError }];
    assert.deepEqual(await ask("/ready"), [200, { ready: true, parts }]);
    transport.health.healthy = false;
    assert.equal((await ask("/ready"))[0], 503);
  });

  it("answers /metrics with what it is given, to who may know it", async (test) => {
    const token = "0123456789abcdef";
    const metrics = { contentType: "text/plain; version=0.0.4", metrics: async () => "a 1\n" };
    const ask = await start(test, { of: [{ health: well }], metrics, token });
    assert.deepEqual(await ask("/metrics"), [401, "show the token: Authorization: Bearer TOKEN\n"]);
    assert.deepEqual(await ask("/metrics", { authorization: `bearer ${token}` }), [200, "a 1\n"]);
    assert.deepEqual(await ask("/ready"), [200, { ready: true }]);
  });

  it("says 500 when a part cannot tell its health, and logs why", async (test) => {
    const { logger, lines } = recordingLogger();
    const broken = {
      health: async () => {
        throw new Error("no answer");
      },
    };
    const ask = await start(test, { of: [broken], logger });
    assert.equal((await ask("/health"))[0], 500);
    assert.equal(lines.length, 1);
  });

  it("does not listen where others are without a token", async () => {
    const options = { port: 0, host: "0.0.0.0", of: [], logger: silentLogger };
    await assert.rejects(serveHealth(options), { code: "CONFIGURATION_ERROR" });
  });
});
