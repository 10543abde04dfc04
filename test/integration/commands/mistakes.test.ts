import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { osloGen, osloRpc, type RunningCommand } from "./command.js";

/** The command must end with that code, one line on stderr that matches, and nothing on stdout. */
async function assertMistake(command: RunningCommand, code: number, line: RegExp): Promise<void> {
  const ended = await command.end();
  assert.match(ended.stderr, line);
  assert.equal(ended.stderr.trimEnd().split("\n").length, 1, ended.stderr);
  assert.deepEqual([ended.code, ended.stdout], [code, ""]);
}

describe("mistakes on the command line of oslo-rpc", () => {
  const definition = ["--schema", "schemas/my-service.json"];

  it("no such command or option", async () => {
    await assertMistake(osloRpc("cal"), 2, /^error: unknown command 'cal'/);
    await assertMistake(osloRpc("router", "--prt", "1"), 2, /^error: unknown option '--prt'/);
  });

  it("an unknown method, with a suggestion", async () => {
    await assertMistake(
      osloRpc("call", ...definition, "methodX"),
      2,
      /no method "methodX"; did you mean "methodA"\?/,
    );
  });

  it("a missing or ill-typed argument, before anything is sent", async () => {
    await assertMistake(osloRpc("call", ...definition, "methodA"), 2, /methodA at \/arg1: is required/);
    await assertMistake(
      osloRpc("call", ...definition, "sleep", "x"),
      2,
      /sleep at \/seconds: must be number/,
    );
  });

  it("a peer that cannot be reached", async () => {
    await assertMistake(
      osloRpc("call", "t", "m", "--url", "amqp://127.0.0.1:1"),
      1,
      /^error: m on topic t was not sent: cannot connect to 127\.0\.0\.1:1: connection refused$/m,
    );
  });

  it("a bad URL, without its password", async () => {
    await assertMistake(osloRpc("call", "t", "m", "--url", "amqp://u:secret@h:port"), 2, /u:\*\*\*@h/);
    await assertMistake(osloRpc("call", "t", "m", "--url", "carrier://h"), 2, /transport driver "carrier"/);
  });

  it("an unknown option of the configuration, with a suggestion", async () => {
    const command = osloRpc("call", "t", "m", "--config", "amqp_idle_timeot", "10");
    await assertMistake(command, 2, /did you mean .*amqp_idle_timeout/);
  });

  it("a definition that is missing or no JSON", async () => {
    await assertMistake(osloRpc("call", "--schema", "nowhere.json", "m"), 1, /nowhere\.json: no such file/);
    await assertMistake(osloRpc("call", "--schema", "README.md", "m"), 1, /README\.md.*JSON/);
  });

  it("a port in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await assertMistake(
      osloRpc("router", "--port", String(port)),
      1,
      new RegExp(`127\\.0\\.0\\.1:${port}.*in use`),
    );
    server.close();
  });

  it("shows a stack only with --debug", async () => {
    const { stderr } = await osloRpc("call", "t", "m", "--url", "carrier://h", "--debug").end();
    assert.match(stderr, /\n {4}at /);
  });
});

describe("mistakes in definitions", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "oslo-gen-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("are all told, with file and pointer, and nothing is written", async () => {
    const file = join(folder, "wrong.json");
    const method = { params: [{ name: "a", schema: { type: "strin" } }] };
    await writeFile(file, JSON.stringify({ service: "S", topic: 5, version: "1", methods: { m: method } }));
    const { code, stdout, stderr } = await osloGen(file, "--out", join(folder, "out")).end();
    assert.deepEqual([code, stdout], [1, ""]);
    for (const pointer of ["#/topic: ", "#/version: ", "#/methods/m/params/0/schema/type: "]) {
      assert.ok(stderr.includes(`${file}${pointer}`), stderr);
    }
    assert.deepEqual(await readdir(folder), ["wrong.json"]);
  });

  it("a file that is empty, missing or no JSON", async () => {
    const empty = join(folder, "empty.json");
    await writeFile(empty, "");
    for (const file of [empty, join(folder, "missing.json"), "LICENSE"]) {
      const { code, stdout, stderr } = await osloGen(file, "--out", join(folder, "out")).end();
      assert.deepEqual([code, stdout], [1, ""], stderr);
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    }
  });
});
