import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { programWords } from "../../support/node-words.js";
import { ThingEndpoint } from "../service/thing-service.js";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...words: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [...programWords("src/cli/main.ts"), ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: Number(code), stdout, stderr };
}

describe("oslo-rpc", { concurrency: 2 }, () => {
  let router: Router;
  let transports: RpcTransport[];
  let servers: RpcServer[];
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "oslo-rpc-"));
    router = new Router({ port: 0 });
    await router.start();
    transports = [true, false].map((ping) =>
      getRpcTransport({
        url: router.url,
        configuration: loadConfiguration({ values: { rpc_ping_enabled: ping } }),
      }),
    );
    servers = transports.map(
      (transport, index) =>
        new RpcServer(transport, { server: `server-${index}`, endpoints: [new ThingEndpoint()] }),
    );
    await Promise.all(servers.map((server) => server.start()));
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(transports.map((transport) => transport.close()));
    await router.stop();
    rmSync(folder, { recursive: true });
  });

  const things = () => ["--url", router.url, "--exchange", "test"];
  const lines = (output: string) => output.trimEnd().split("\n");

  it("ping asks all servers of a topic, and times each answer", async () => {
    const { code, stdout, stderr } = await run("ping", "things", ...things(), "--timeout", "1");
    assert.equal(code, 0, stderr);
    const answers = lines(stdout).sort();
    assert.equal(answers.length, 2);
    assert.match(answers[0] ?? "", /^a server: alive, without pings in [\d.]+ ms$/);
    assert.match(answers[1] ?? "", /^a server: pong in [\d.]+ ms$/);
  });

  it("ping asks servers by name, and fails for one that is silent", async () => {
    const names = ["--server", "server-0", "--server", "gone"];
    const { code, stdout, stderr } = await run(
      "ping",
      "things",
      ...things(),
      ...names,
      "--timeout",
      "1",
      "--json",
    );
    assert.equal(code, 1);
    const { server, answer, ms } = JSON.parse(stdout);
    assert.deepEqual([server, answer, typeof ms], ["server-0", "pong", "number"]);
    assert.match(JSON.parse(stderr).error.message, /gone/);
  });

  it("ping fails when nobody answers", async () => {
    const { code, stdout, stderr } = await run("ping", "nothing", ...things(), "--timeout", "0.3");
    assert.deepEqual([code, stdout, lines(stderr).length], [1, "", 1]);
    assert.match(stderr, /^error: No server of topic nothing/);
  });

  it("what a server answers does not move the cursor, also as JSON", async () => {
    const evil = "pong\n\u001b[2J\u009b2J\u007f\u202e";
    const { ready } = (transports[0] as RpcTransport).listen({ topic: "evil", server: "one" }, (request) => {
      request.acknowledge();
      void request.reply({ response: evil }).then(() => request.done());
    });
    await ready;
    const place = ["--url", router.url, "--timeout", "5"];
    const ping = ["ping", "evil", "--server", "one", ...place];
    const [called, asText, asJson] = await Promise.all([
      run("call", "evil", "m", ...place),
      run(...ping),
      run(...ping, "--json"),
    ]);
    for (const { code, stdout, stderr } of [called, asText, asJson]) {
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /^[ -~]*\n$/);
    }
    assert.deepEqual([JSON.parse(called.stdout), JSON.parse(asJson.stdout).answer], [evil, evil]);
  });

  it("call repeats, and sums up", async () => {
    const call = ["call", "things", "echo", "value=1", ...things(), "--namespace", "things"];
    const { code, stdout, stderr } = await run(
      ...call,
      "--repeat",
      "25",
      "--concurrency",
      "5",
      "--stats",
      "--json",
    );
    assert.deepEqual([code, stderr], [0, ""]);
    const summary = JSON.parse(stdout);
    assert.deepEqual([summary.count, summary.failed], [25, 0]);
    assert.ok(summary.perSecond > 0 && summary.min <= summary.p50 && summary.p50 <= summary.max);
    assert.equal((await run(...call, "--repeat", "2")).stdout, "1\n1\n");
  });

  it("call says how many of many failed", async () => {
    const call = ["call", "things", "fail", "how=boom", ...things(), "--namespace", "things"];
    const { code, stdout, stderr } = await run(...call, "--repeat", "3", "--stats");
    assert.equal(code, 1);
    assert.match(stdout, /^0 calls, 3 failed/);
    assert.match(stderr, /^error: 3 of 3 calls failed, the first: .*boom\n$/);
  });

  it("call takes its arguments from a file", async () => {
    const payload = join(folder, "payload.json");
    writeFileSync(payload, '{"value": {"big": 12345678901234567890, "text": "x=1"}}');
    const call = ["call", "things", "echo", ...things(), "--namespace", "things"];
    const { stdout } = await run(...call, "--payload", payload);
    assert.equal(stdout, '{"big":12345678901234567890,"text":"x=1"}\n');
    writeFileSync(payload, "[1]");
    for (const words of [
      ["--payload", payload],
      ["--payload", payload, "value=1"],
      ["--payload", join(folder, "missing")],
    ]) {
      const { code, stderr } = await run(...call, ...words);
      assert.deepEqual([code, lines(stderr).length], [2, 1], stderr);
    }
  });

  it("config prints values, and where each comes from, without secrets", async () => {
    const file = join(folder, "a.conf");
    writeFileSync(file, "[DEFAULT]\ntransport_url = amqp://user:secret@host/v?idle_timeout=7\n");
    const { code, stdout } = await run(
      "config",
      "--config-dir",
      folder,
      "--config",
      "rpc_response_timeout",
      "9",
      "--json",
    );
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /secret/);
    const rows = JSON.parse(stdout) as { group: string; name: string; value: string; source: string }[];
    const row = (name: string) => {
      const { value, source } = rows.find((candidate) => candidate.name === name) ?? assert.fail(name);
      return [value, source];
    };
    assert.deepEqual(row("transport_url"), ["amqp://user:***@host/v?idle_timeout=7", `${file}:2`]);
    assert.deepEqual(row("rpc_response_timeout"), ["9", "command line"]);
    assert.deepEqual(row("control_exchange"), ["openstack", "default"]);
    assert.deepEqual(row("idle_timeout"), ["7", "query of the transport URL"]);
    const changed = await run("config", "--config-dir", folder, "--changed");
    assert.equal(
      changed.stdout,
      `[DEFAULT]\ntransport_url = amqp://user:***@host/v?idle_timeout=7  (${file}:2)\n\n` +
        "[oslo_messaging_amqp]\nidle_timeout = 7  (query of the transport URL)\n",
    );
  });

  it("config lists what is no option, and each command warns of it once", async () => {
    const file = join(folder, "nova.ini");
    writeFileSync(file, "[oslo_messaging_rabbit]\namqp_durable_queues = true\nrabbit_quorum_queues = true\n");
    const advice = 'did you mean "rabbit_quorum_queue"?';
    const config = await run("config", "--config-file", file, "--changed");
    assert.equal(
      config.stdout,
      `[oslo_messaging_rabbit]\namqp_durable_queues = true  (${file}:2)\n` +
        `rabbit_quorum_queues = ***  (${file}:3: unknown option; ${advice})\n`,
    );
    const ping = await run("ping", "my-topic", "--url", "fake://", "--timeout", "0", "--config-file", file);
    for (const { stderr } of [config, ping]) {
      const warnings = lines(stderr).filter((line) => line.includes("rabbit_quorum_queues"));
      assert.deepEqual(
        warnings.map((line) => line.replace(/^\S+ /, "")),
        [
          `WARNING The configuration sets an unknown option; ${advice} option="rabbit_quorum_queues" group="oslo_messaging_rabbit" source="${file}:3"`,
        ],
      );
    }
  });

  it("tells a wrong command line in one line", async () => {
    for (const words of [
      ["ping"],
      ["ping", "t", "--timeout", "soon"],
      ["config", "--config-dir", "/does/not/exist"],
      ["config", "--config", "nope", "1"],
      ["completion", "tcsh"],
      ["call", "t", "m", "--repeat", "0"],
      ["call", "t", "m", "--concurrency", "2"],
    ]) {
      const { code, stdout, stderr } = await run(...words);
      assert.deepEqual([code, stdout, lines(stderr).length], [2, "", 1], `${words.join(" ")}: ${stderr}`);
    }
  });
});
