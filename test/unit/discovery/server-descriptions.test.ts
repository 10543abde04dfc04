import assert from "node:assert/strict";
import { it } from "node:test";
import { describeAll } from "../../../src/discovery/server-descriptions.js";
import type { Reply, SendOptions } from "../../../src/drivers/driver.js";
import type { RpcTransport } from "../../../src/transport/rpc-transport.js";

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
  methods: [],
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
  { ...right, methods: [{ method: "m", calls: 1, failures: 0, buckets: 3 }] },
  { ...right, methods: [{ method: "m", calls: 1, failures: 0, buckets: ["x"] }] },
  { ...right, services: [1] },
];

it("an answer that is no description counts as a server that does not describe itself", async () => {
  const send = async (_target: unknown, _context: unknown, _message: unknown, { onReply }: SendOptions) => {
    for (const response of [right, ...wrong]) onReply?.({ response } satisfies Reply);
  };
  const transport = { send } as unknown as RpcTransport;
  const { servers, others } = await describeAll(transport, { topic: "t" }, { timeout: 1, services: false });
  assert.deepEqual([servers.length, others], [1, wrong.length]);
});
