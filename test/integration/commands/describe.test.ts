import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getRpcTransport, loadConfiguration, RpcServer, type RpcTransport } from "../../../src/index.js";
import { hookLimit } from "../../support/peers.js";
import { useRouter } from "../../support/use-router.js";
import { ThingEndpoint } from "../service/thing-service.js";
import { osloRpc } from "./command.js";

describe("oslo-rpc describe, call --live and top", () => {
  const { router } = useRouter();
  let transports: RpcTransport[] = [];
  const servers: RpcServer[] = [];
  const endpoint = new ThingEndpoint("one");
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-describe-"));

  async function serve(name: string, topic: string, values: Record<string, unknown>): Promise<void> {
    const configuration = loadConfiguration({ values });
    const transport = getRpcTransport({ url: router.url, configuration });
    transports.push(transport);
    const server = new RpcServer(transport, {
      server: name,
      topic,
      endpoints: [name === "one" ? endpoint : new ThingEndpoint(name)],
    });
    servers.push(server);
    await server.start();
  }

  before(async () => {
    await serve("one", "things", {});
    await serve("mute", "silent", { rpc_discovery_enabled: false });
  }, hookLimit);
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(transports.map((transport) => transport.close()));
    transports = [];
    rmSync(folder, { recursive: true });
  }, hookLimit);

  const at = () => ["--url", router.url, "--exchange", "test"];

  it("prints the methods of a service whose definition nobody has", async () => {
    const { code, stdout, stderr } = await osloRpc("describe", "things", ...at()).end();
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^server one on .*, oslo-rpc \d+\.\d+\.\d+, since .*, 0 running$/m);
    assert.match(stdout, /^ThingService 1\.2 {2}topic things, exchange test, namespace things$/m);
    assert.match(stdout, /^ {2}call join\(left: string, right\?: string\) -> string {2}since 1\.1$/m);
  });

  it("prints names for a shell that completes", async () => {
    const methods = await osloRpc("describe", "things", "--names", ...at()).end();
    assert.deepEqual(methods.stdout.split("\n").slice(0, 2), ["echo", "join"], methods.stderr);
    const args = await osloRpc("describe", "things", "--names", "join", ...at()).end();
    assert.equal(args.stdout, "left=\nright=\n", args.stderr);
  });

  it("prints a definition that generates, and lets one call", async () => {
    const { stdout } = await osloRpc("describe", "things.one", "--definition", ...at()).end();
    const file = join(folder, "thing.json");
    writeFileSync(file, stdout);
    const typed = await osloRpc("call", "--schema", file, "--url", router.url, "join", "a", "b").end();
    assert.equal(typed.stdout, '"ab"\n', typed.stderr);
  });

  it("lists the servers that a definition names, where the peer lists nothing", async () => {
    const file = join(folder, "listed.json");
    const definition = { service: "S", topic: "things", exchange: "test", version: "1.0", methods: {} };
    writeFileSync(file, JSON.stringify(definition));
    const { code, stdout, stderr } = await osloRpc(
      "ls",
      "--schema",
      file,
      "--url",
      router.url,
      "--json",
    ).end();
    assert.deepEqual([code, stderr], [0, ""]);
    const place = { topic: "things", exchange: "test", waiting: null };
    assert.deepEqual(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
      [
        { ...place, server: null, consumers: 1 },
        { ...place, server: "one", consumers: 1 },
      ],
    );
  });

  it("checks arguments by what the server tells", async () => {
    const right = await osloRpc("call", "things", "join", "a", "b", "--live", ...at()).end();
    assert.equal(right.stdout, '"ab"\n', right.stderr);
    const missing = await osloRpc("call", "things", "join", "--live", ...at()).end();
    assert.match(missing.stderr, /join at \/left: is required/);
    const unknown = await osloRpc("call", "things", "jion", "a", "--live", ...at()).end();
    assert.match(unknown.stderr, /ThingService has no method "jion"; did you mean "join"\?/);
    assert.deepEqual([right.code, missing.code, unknown.code], [0, 2, 2]);
  });

  it("says of a server that it does not describe itself, and of nobody that nobody is there", async () => {
    const mute = await osloRpc("describe", "silent", ...at()).end();
    assert.match(mute.stderr, /^error: The server of topic silent does not describe itself/);
    const nobody = await osloRpc("describe", "none", ...at(), "--timeout", "0.2").end();
    assert.match(nobody.stderr, /^error: .*\n$/);
    assert.deepEqual([mute.code, nobody.code], [1, 1]);
  });

  it("shows what runs, how often and for whom", async () => {
    const transport = getRpcTransport({ url: router.url });
    transports.push(transport);
    const { ThingClient } = await import("../service/thing-service.js");
    const client = new ThingClient(transport, { context: { request_id: "req-1" } });
    await client.who();
    const command = osloRpc("top", "things", ...at(), "--interval", "0.3", "--times", "2", "--json");
    let isDone = false;
    const calls = (async () => {
      while (!isDone) await client.who();
    })();
    const { code, stdout, stderr } = await command.end();
    isDone = true;
    await calls;
    assert.deepEqual([code, stderr], [0, ""]);
    const looks = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(looks.length, 2);
    const rows = looks.flatMap(
      ({ rows }) => rows as { method: string; callsPerSecond: number; p99: number }[],
    );
    const busy = rows.filter(({ method, callsPerSecond }) => method === "who" && callsPerSecond > 0);
    assert.ok(busy.length > 0 && busy.every(({ p99 }) => p99 > 0), stdout);
  });
});
