import assert from "node:assert/strict";
import { getActiveResourcesInfo } from "node:process";
import { it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer } from "../../../src/index.js";
import { memoryBaseline } from "../../hostile/support/memory.js";
import { Started, startRouter, until } from "../../integration/amqp/harness.js";
import { Ledger } from "../../integration/faults/support/ledger.js";
import { Program, startRouterProcess } from "../../integration/faults/support/program.js";
import { connect, remains, serve } from "../../integration/faults/support/transport.js";
import { WorkClient, WorkEndpoint } from "../../integration/faults/support/work-service.js";

const WORK = "test/integration/faults/support/work-program.ts";

async function percentile(client: WorkClient, calls: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < calls; index++) {
    const begun = performance.now();
    await client.work("ping", 0);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(calls * 0.99)] as number;
}

/** Sockets, servers and timers of this process. */
function handles(): number {
  return getActiveResourcesInfo().filter((type) => type !== "Immediate").length;
}

it("10,000 calls at once from one client all succeed", async (test) => {
  const { url } = await startRouterProcess(test);
  const ledger = new Ledger();
  await serve(test, connect(test, url), ledger);
  const client = new WorkClient(connect(test, url), { timeout: 120 });
  const ids = Array.from({ length: 10_000 }, (_, index) => `call ${index}`);
  await Promise.all(ids.map((id) => ledger.follow(id, client.work(id, 0), 120)));
  assert.deepEqual(ledger.check(ids, 6_000), { answered: ids.length });
  assert.deepEqual(remains(), { requests: 0, calls: 0, messages: 0 });
});

it("1,000 clients, and 1,000 that come and go, leave nothing behind", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  await serve(test, connect(test, router.url), new Ledger());
  const baseline = () => {
    const { connections, senders, receivers, addresses } = router.statistics();
    return { connections, senders, receivers, addresses };
  };
  await new WorkClient(connect(test, router.url), { timeout: 60 }).work("warm", 0);
  const before = baseline();
  const handlesBefore = handles();
  const make = () => getRpcTransport({ url: router.url, configuration: loadConfiguration({}) });
  const many = Array.from({ length: 1_000 }, make);
  await Promise.all(many.map((transport) => new WorkClient(transport, { timeout: 120 }).work("one", 0)));
  assert.equal(router.statistics().connections, before.connections + 1_000);
  await Promise.all(many.map((transport) => transport.close()));
  for (let index = 0; index < 1_000; index++) {
    const transport = make();
    await new WorkClient(transport, { timeout: 60 }).work("one", 0);
    await transport.close();
  }
  await until(() => router.statistics().connections === before.connections, 30_000);
  assert.deepEqual(baseline(), before);
  await until(() => handles() <= handlesBefore, 30_000);
});

it("a client that died with 1,000 replies to come delays no other", async (test) => {
  const { url } = await startRouterProcess(test);
  const serving = connect(test, url, { executor_thread_pool_size: 2_000, rpc_server_credit: 2_000 });
  const ledger = new Ledger();
  await serve(test, serving, ledger);
  const client = new WorkClient(connect(test, url), { timeout: 60 });
  await percentile(client, 300);
  const alone = await percentile(client, 500);
  const { program } = await Program.start(test, WORK, ["call", url, 1_000], /^ready$/);
  // Those of before share an id.
  await until(() => ledger.executions === 1 + 1_000);
  program.signal("SIGSTOP");
  const [beside] = await Promise.all([percentile(client, 500), new Promise((go) => setTimeout(go, 4_000))]);
  program.signal("SIGCONT");
  await program.kill();
  test.diagnostic(`p99 alone ${alone.toFixed(2)} ms, with replies to the dead ${beside.toFixed(2)} ms`);
});

it("a fast caster and a server that is stopped: memory is bounded, and others are served", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const { program } = await Program.start(test, WORK, ["serve", router.url, "slow"], /^ready$/);
  const caster = new WorkClient(connect(test, router.url, { default_send_timeout: 5 }), { timeout: 5 });
  await caster.drop("first");
  program.signal("SIGSTOP");
  const memory = memoryBaseline();
  const tally: Record<string, number> = {};
  const text = "x".repeat(1_000);
  await Promise.all(
    Array.from({ length: 100_000 }, () =>
      caster.drop(text).then(
        () => {
          tally.sent = (tally.sent ?? 0) + 1;
        },
        (error: { code: string }) => {
          tally[error.code] = (tally[error.code] ?? 0) + 1;
        },
      ),
    ),
  );
  test.diagnostic(`${JSON.stringify(tally)}, ${router.statistics().held} held`);
  await memory(test);
  assert.ok((tally.QUEUE_FULL ?? 0) > 0);
  await program.kill();
  await serve(test, connect(test, router.url), new Ledger());
  assert.equal(await new WorkClient(connect(test, router.url), { timeout: 60 }).work("other", 0), "other");
});

it("a fanout reaches 199 servers of 200 when one is stalled", async (test) => {
  const started = new Started();
  test.after(() => started.stop());
  const router = await startRouter(started);
  const { program } = await Program.start(test, WORK, ["serve", router.url, "stalled"], /^ready$/);
  const got = new Map<number, number>();
  for (let index = 0; index < 199; index++) {
    const transport = connect(test, router.url);
    const endpoint = new WorkEndpoint(() => got.set(index, (got.get(index) ?? 0) + 1));
    await new RpcServer(transport, { server: `server ${index}`, endpoints: [endpoint] }).start();
  }
  program.signal("SIGSTOP");
  const client = new WorkClient(connect(test, router.url), { timeout: 60 }).prepare({ fanout: true });
  for (let index = 0; index < 100; index++) await client.drop(`fanout ${index}`);
  await until(() => got.size === 199 && [...got.values()].every((count) => count === 100), 60_000);
  program.signal("SIGCONT");
});
