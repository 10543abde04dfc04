import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { RpcClient, silentLogger } from "../../src/index.js";
import { ThingClient } from "../integration/service/thing-service.js";
import { freePort } from "../support/free-port.js";
import { needs } from "../support/peers.js";
import { LIGHT_PYTHON, pythonOslo, pythonProgram } from "../support/python.js";
import { recordingLogger } from "../unit/notify/recording-logger.js";
import { fakeTransport, serveThings } from "../unit/rpc/support.js";

function folderOf(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "oslo-metrics-"));
  test.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The value that a function gives as soon as it gives one. */
async function eventually<Value>(what: string, find: () => Promise<Value | undefined>): Promise<Value> {
  const end = performance.now() + 60_000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    assert.ok(performance.now() < end, `${what} did not come in a minute`);
    await delay(50);
  }
}

/** The daemon of oslo.metrics; resolves when it listens. */
async function startDaemon(
  test: TestContext,
  socket: string,
  folder: string,
): Promise<{ read(): Promise<string> }> {
  const port = await freePort();
  const file = join(folder, "oslo-metrics.conf");
  writeFileSync(file, `[oslo_metrics]\nmetrics_socket_file = ${socket}\nprometheus_port = ${port}\n`);
  const daemon = spawn(pythonProgram(), ["-m", "oslo_metrics", "--config-file", file], {
    stdio: "ignore",
    env: { ...process.env, ...LIGHT_PYTHON },
  });
  const ended = once(daemon, "exit");
  test.after(async () => {
    daemon.kill("SIGKILL");
    await ended;
  });
  const read = async () => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await eventually("the daemon", async () =>
    existsSync(socket) ? await read().catch(() => undefined) : undefined,
  );
  return { read };
}

function optionsOf(socket: string, more: Readonly<Record<string, unknown>> = {}) {
  const all = { metrics_enabled: true, metrics_socket_file: socket, metrics_process_name: "api", ...more };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`oslo_messaging_metrics.${name}`, value]),
  );
}

describe("figures for oslo.metrics", needs(pythonOslo), () => {
  it("reach its daemon with its names and labels, also those of servers", async (test) => {
    const folder = folderOf(test);
    const socket = join(folder, "collector.sock");
    const daemon = await startDaemon(test, socket, folder);
    const transport = fakeTransport(test, { values: optionsOf(socket), logger: silentLogger });
    await serveThings(test, transport);
    const client = new ThingClient(transport, { timeout: 5 });
    await client.join("a", "b");
    await assert.rejects(client.fail("boom"));
    const target = { topic: "things", exchange: "test", namespace: "things", version: "1.2" };
    await assert.rejects(new RpcClient(transport, target, { timeout: 5 }).call("made.up"));
    const wanted = [
      /^oslo_messaging_rpc_client_invocation_start_total\{call_type="call",exchange="test",fanout="None",method="join",namespace="things",process="api",server="None",timeout="5",topic="things",version="1\.2"\} 1\.0$/m,
      /^oslo_messaging_rpc_client_processing_seconds_count\{.*method="join".*\} 1\.0$/m,
      /^oslo_messaging_rpc_client_exception_total\{.*exception="RuntimeError".*method="fail".*\} 1\.0$/m,
      /^oslo_messaging_rpc_client_invocation_end_total\{.*method="made\.up".*\} 1\.0$/m,
      /^oslo_messaging_rpc_server_invocation_end_total\{endpoint="ThingService",exchange="test",method="join".*process="api",server="one",topic="things".*\} 1\.0$/m,
      /^oslo_messaging_rpc_server_exception_total\{.*exception="NoSuchMethod".*method="_OTHER".*\} 1\.0$/m,
    ];
    let last = "";
    await eventually("a figure", async () => {
      last = await daemon.read();
      return wanted.every((line) => line.test(last)) || undefined;
    }).catch((error: Error) => assert.fail(`${error.message}: ${last}`));
  });

  it("hold nobody up where there is no daemon, which the log says once", async (test) => {
    const folder = folderOf(test);
    const more = { metrics_thread_stop_timeout: 1, metrics_buffer_size: 5 };
    const values = optionsOf(join(folder, "nobody.sock"), more);
    const { logger, lines } = recordingLogger();
    const transport = fakeTransport(test, { values, logger });
    await serveThings(test, transport);
    const client = new ThingClient(transport, { timeout: 5 });
    for (let call = 0; call < 20; call += 1) assert.equal(await client.join("a", "b"), "ab");
    const told = () => lines.filter(({ message }) => message === "Figures cannot be sent to oslo.metrics");
    await eventually("a line", async () => told()[0]);
    // The helper tries again each second, and ends; there is a new one for the next figure.
    await delay(1_500);
    await client.join("a", "b");
    assert.equal(told().length, 1);
  });
});
