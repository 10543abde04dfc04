import assert from "node:assert/strict";
import { it } from "node:test";
import { describeAll } from "../../../src/discovery/server-descriptions.js";
import type { Reply, SendOptions } from "../../../src/drivers/driver.js";
import type { RpcTransport } from "../../../src/transport/rpc-transport.js";

const tally = { method: "m", calls: 1, failures: 0, seconds: 1, buckets: [1] };
const right = {
  format: 1,
  library: { name: "oslo-rpc", version: "0.1.0" },
  topic: "t",
  server: "s",
  host: "h",
  pid: 1,
  program: "p",
  since: "2026-01-01T00:00:00.000Z",
  running: [{ method: "m", seconds: 1, requestId: null, userId: "u" }],
  methods: [tally],
};
const wrong: readonly unknown[] = [
  "pong",
  null,
  { ...right, format: 2 },
  { ...right, server: {} },
  { ...right, host: ["h"] },
  { ...right, pid: "1" },
  { ...right, library: null },
  { ...right, library: { version: 1 } },
  { ...right, running: [{ method: "m", seconds: 1, requestId: {}, userId: null }] },
  { ...right, running: [{ method: "m", seconds: "1" }] },
  { ...right, methods: [{ method: "m", calls: 1, failures: 0, seconds: 1, buckets: 3 }] },
  { ...right, methods: [{ method: "m", calls: 1, failures: 0, seconds: 1, buckets: ["x"] }] },
  { ...right, services: [1] },
  ...[Number.NaN, Number.POSITIVE_INFINITY, -1].flatMap((number) => [
    { ...right, pid: number },
    { ...right, running: [{ method: "m", seconds: number, requestId: null, userId: null }] },
    { ...right, methods: [{ ...tally, calls: number }] },
    { ...right, methods: [{ ...tally, failures: number }] },
    { ...right, methods: [{ ...tally, seconds: number }] },
    { ...right, methods: [{ ...tally, buckets: [0, number] }] },
  ]),
  { ...right, methods: [{ ...tally, calls: 1e308 }] },
  { ...right, methods: [{ ...tally, buckets: new Array(65).fill(0) }] },
];

/** What is read of the answers of servers. */
async function readFrom(responses: readonly unknown[]) {
  const send = async (_target: unknown, _context: unknown, _message: unknown, { onReply }: SendOptions) => {
    for (const response of responses) onReply?.({ response } satisfies Reply);
  };
  const transport = { send } as unknown as RpcTransport;
  return describeAll(transport, { topic: "t" }, { timeout: 1, services: false });
}

it("an answer that is no description counts as a server that does not describe itself", async () => {
  const { servers, others } = await readFrom([right, ...wrong]);
  assert.deepEqual([servers.length, others], [1, wrong.length]);
});

it("of the lists of a server no more is read than anybody is shown", async () => {
  const many = {
    ...right,
    running: new Array(100_000).fill(right.running[0]),
    methods: new Array(100_000).fill(tally),
    services: new Array(100_000).fill({}),
  };
  const { servers } = await readFrom([many]);
  assert.deepEqual(
    servers.map(({ running, methods, services }) => [running.length, methods.length, services?.length]),
    [[1_000, 2_000, 500]],
  );
});
