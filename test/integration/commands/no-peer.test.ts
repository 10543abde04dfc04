import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { silentLogger } from "../../../src/log/logger.js";
import { Router } from "../../../src/router/index.js";
import { recordHead } from "../../../src/tap/record.js";
import { freePort } from "../../support/free-port.js";
import { hookLimit } from "../../support/peers.js";
import { within } from "../../support/within.js";
import { RunningCommand } from "./command.js";
import type { CommandEnd } from "./run-commands.js";

describe("every command that needs a peer ends with one line", () => {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-no-peer-"));
  const record = join(folder, "traffic.jsonl");
  const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
  const definition = ["--schema", "schemas/my-service.json"];
  const commands: readonly (readonly string[])[] = [
    ["call", "my-topic", "methodA", "arg1=a"],
    ["call", ...definition, "methodA", "a"],
    ["call", "my-topic", "methodA", "a", "--live"],
    ["call", "my-topic", "methodA", "arg1=a", "--repeat", "2"],
    ["cast", "my-topic", "sink", "payload=1"],
    ["notify", "my-topic", "an.event", "1"],
    ["listen", "my-topic"],
    ["ping", "my-topic"],
    ["ping", "my-topic", "--server", "one"],
    ["ls", ...definition],
    ["describe", "my-topic"],
    ["mock", ...definition],
    ["top", "my-topic"],
    ["tap", "my-topic"],
    ["record", join(folder, "new.jsonl"), "my-topic"],
    ["replay", record, "--as", "server"],
    ["replay", record, "--as", "client"],
    ["doctor", ...definition, "--timeout", "1"],
  ];

  before(() => {
    const call = { type: "call", time: "2026-01-01T00:00:00.000Z", id: "1", topic: "my-topic", method: "m" };
    writeFileSync(record, `${recordHead(["my-topic"], true)}\n${JSON.stringify(call)}\n`);
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  }, hookLimit);

  /** All of them with these words at their end. */
  async function endsWith(...words: readonly string[]): Promise<readonly CommandEnd[]> {
    const lists = commands.map((command) => [...command, ...words]);
    const running = new RunningCommand("test/integration/commands/run-commands.ts", [JSON.stringify(lists)]);
    const what = `the end of every command with ${words.join(" ")}`;
    const { code, stdout, stderr } = await within(240, what, running.end()).finally(() =>
      running.signal("SIGKILL"),
    );
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  }

  function assertEnds(ends: readonly CommandEnd[], reason: RegExp): void {
    for (const { words, code, stdout, stderr } of ends) {
      const shown = `${words.join(" ")}\n${stdout}${stderr}`;
      assert.equal(code, 1, shown);
      const isDoctor = words[0] === "doctor";
      // Findings are what doctor is for, and are counted in a line of their own.
      const lines = (isDoctor ? stdout : stderr).split("\n").filter((line) => !line.startsWith("1 error ("));
      // The client of a replay tells of each request that has failed.
      if (words.includes("client")) assert.match(lines.shift() ?? "", reason, shown);
      else assert.match(lines[0] ?? "", reason, shown);
      assert.match(lines[0] ?? "", /^error: /, shown);
      assert.equal(lines.length, 2, shown);
      assert.equal(isDoctor ? stderr : "", "", shown);
    }
  }

  for (const scheme of ["amqp", "rabbit"]) {
    it(`where nobody is, over ${scheme}://`, async () => {
      const ends = await endsWith("--url", `${scheme}://127.0.0.1:${await freePort()}`);
      assertEnds(ends, /connection refused/);
    });
  }

  it("where a peer takes connections, and says nothing", async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket.on("error", () => {})));
    stops.push(() => {
      for (const socket of sockets) socket.destroy();
      mute.close();
    });
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const url = `amqp://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const limit = ["--config", "oslo_messaging_amqp.handshake_timeout", "1"];
    assertEnds(await endsWith("--url", url, ...limit), /does not answer|no AMQP open|within/);
  });

  it("without a permission", async () => {
    const users = { users: {}, anonymous: { send: [], receive: [] } };
    const router = new Router({ port: 0, users, logger: silentLogger });
    stops.push(() => router.stop({ graceful: false }));
    await router.start();
    assertEnds(await endsWith("--url", router.url), /may not|permission/);
  });
});
