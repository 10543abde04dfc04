import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { RpcTransport } from "../../../src/index.js";
import { WorkerPool } from "../../../src/workers/worker-pool.js";
import { ThingClient } from "../service/thing-service.js";
import { isLost } from "./support/lost.js";
import { connect, startRouter } from "./support/routed.js";
import { ServerProcess } from "./support/server-process.js";

/** The process ids that answer, as soon as there are so many. */
async function pidsOf(transport: RpcTransport, count: number): Promise<number[]> {
  const client = new ThingClient(transport, { timeout: 20 });
  for (;;) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.who()));
    const pids = new Set(answers.map((answer) => Number(answer.split(" ")[1])));
    if (pids.size === count) return [...pids];
    // A process takes its time to start, and says nothing to this one.
    await delay(50);
  }
}

describe("workers", () => {
  it("that were stopped are not started any more", async () => {
    const pool = new WorkerPool({ workers: 2, script: "never run" });
    assert.equal(await pool.stop(), "drained");
    pool.start();
    assert.deepEqual(pool.pids, []);
  });

  it("share the topic; one that dies is replaced and loses only what it ran", async (test) => {
    const { url } = await startRouter(test);
    const program = await ServerProcess.start(test, url, "pool", 2);
    const transport = connect(test, url);
    const pids = await pidsOf(transport, 2);
    assert.ok(!pids.includes(program.pid));
    const client = new ThingClient(transport, { timeout: 5 });
    const calls = Array.from({ length: 6 }, () => client.wait(3));
    await program.said("begun", 6);
    // By now their acceptance is out: else the router would tell that they failed.
    await pidsOf(transport, 2);
    process.kill(pids[0] ?? 0, "SIGKILL");
    await program.said("health: gone, serving");
    const outcomes = await Promise.allSettled(calls);
    const lost = outcomes.filter((outcome) => outcome.status === "rejected");
    for (const { reason } of lost) assert.ok(isLost(reason), String(reason));
    assert.ok(lost.length >= 1 && lost.length <= 5, `${lost.length} of 6 were lost`);
    const later = await pidsOf(transport, 2);
    assert.ok(later.includes(pids[1] ?? 0));
    assert.ok(!later.includes(pids[0] ?? 0));
    await program.said("health: serving, serving");
  });

  it("are watched by what the program names once, and their figures are added up", async (test) => {
    const { url } = await startRouter(test);
    const program = await ServerProcess.start(test, url, "pool", 2);
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    for (let call = 0; call < 6; call += 1) await client.who();
    program.signal("SIGUSR2");
    await program.said("counted who: 6");
  });

  it("finish what they took when the program is told to stop", async (test) => {
    const { url } = await startRouter(test);
    const program = await ServerProcess.start(test, url, "pool", 2);
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    const calls = Array.from({ length: 4 }, () => client.wait(1));
    await program.said("begun", 4);
    program.signal("SIGTERM");
    assert.deepEqual(await Promise.all(calls), [null, null, null, null]);
    assert.equal(await program.ended(), 0);
    await program.said("drained", 2);
  });

  it("finish what they took while new calls go to another server", async (test) => {
    const { url } = await startRouter(test);
    const program = await ServerProcess.start(test, url, "pool", 2);
    const client = new ThingClient(connect(test, url), { timeout: 20 });
    const inFlight = Array.from({ length: 4 }, () => client.wait(2));
    await program.said("begun", 4);
    const other = await ServerProcess.start(test, url, "other");
    program.signal("SIGTERM");
    // Some of these may still meet the workers on their way out, which then give them back.
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.who()));
    for (const answer of answers) assert.match(answer, /^(pool|other) \d+$/);
    assert.deepEqual(await Promise.all(inFlight), [null, null, null, null]);
    assert.equal(await program.ended(), 0);
    await program.said("drained", 2);
    assert.equal(await client.who(), `other ${other.pid}`);
  });

  it("end at a second signal to their program", async (test) => {
    const { url } = await startRouter(test);
    const program = await ServerProcess.start(test, url, "pool", 2);
    const transport = connect(test, url);
    const pids = await pidsOf(transport, 2);
    const lost = assert.rejects(new ThingClient(transport, { timeout: 5 }).wait(60), isLost);
    await program.said("begun");
    program.signal("SIGTERM");
    program.signal("SIGINT");
    assert.equal(await program.ended(), 1);
    assert.deepEqual(pids.filter(isAlive), []);
    await lost;
  });

  it("end when their grace time is over", async (test) => {
    const { url } = await startRouter(test);
    const program = await ServerProcess.start(test, url, "pool", 2, 0.3);
    const client = new ThingClient(connect(test, url), { timeout: 5 });
    const lost = assert.rejects(client.wait(60), isLost);
    await program.said("begun");
    program.signal("SIGTERM");
    assert.equal(await program.ended(), 1);
    await program.said("cut short");
    await lost;
  });

  it("that do not serve yet end as soon as they are told to", async (test) => {
    const router = await startRouter(test);
    const { url } = router;
    await router.stop();
    const program = new ServerProcess([url, "pool", "2", "3600"]);
    test.after(() => program.kill());
    await program.said("starts", 2);
    program.signal("SIGTERM");
    assert.equal(await program.ended(), 0);
  });

  it("stop when their program is gone", async (test) => {
    const { url } = await startRouter(test);
    const program = await ServerProcess.start(test, url, "pool", 2);
    const transport = connect(test, url);
    const pids = await pidsOf(transport, 2);
    await program.kill();
    for (const pid of pids) while (isAlive(pid)) await delay(20);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
