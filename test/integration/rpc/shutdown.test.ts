import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ThingClient } from "../service/thing-service.js";
import { isLost } from "./support/lost.js";
import { connect, startRouter } from "./support/routed.js";
import { ServerProcess } from "./support/server-process.js";

describe("a server process that is told to stop", () => {
  it("finishes what it took while new calls go to another", async (test) => {
    const { url } = await startRouter(test);
    const first = await ServerProcess.start(test, url, "first");
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    const inFlight = Array.from({ length: 5 }, () => client.prepare({ server: "first" }).wait(1.5));
    await first.said("begun", 5);
    const second = await ServerProcess.start(test, url, "second");
    first.signal("SIGTERM");
    // One of these may still meet the first on its way out; it then gives them back.
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.who()));
    assert.deepEqual(await Promise.all(inFlight), [null, null, null, null, null]);
    assert.equal(await first.ended(), 0);
    await first.said("drained");
    assert.equal(await client.who(), `second ${second.pid}`);
    for (const answer of answers) assert.match(answer, /^(first|second) \d+$/);
  });

  it("ends at a second signal", async (test) => {
    const { url } = await startRouter(test);
    const server = await ServerProcess.start(test, url, "only");
    const client = new ThingClient(connect(test, url), { timeout: 4 });
    const lost = assert.rejects(client.wait(60), isLost);
    await server.said("begun");
    server.signal("SIGTERM");
    server.signal("SIGINT");
    assert.equal(await server.ended(), 1);
    await server.said("cut short");
    await lost;
  });

  it("ends when its grace time is over", async (test) => {
    const { url } = await startRouter(test);
    const server = await ServerProcess.start(test, url, "only", 0, 0.3);
    const client = new ThingClient(connect(test, url), { timeout: 2 });
    const lost = assert.rejects(client.wait(60), isLost);
    await server.said("begun");
    server.signal("SIGTERM");
    assert.equal(await server.ended(), 1);
    await server.said("cut short");
    await lost;
  });
});
