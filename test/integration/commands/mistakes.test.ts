import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { osloGen, osloRpc, type RunningCommand, sandbox } from "./command.js";

/** The command must end with that code, one line on stderr that matches, and nothing on stdout. */
async function assertMistake(command: RunningCommand, code: number, line: RegExp): Promise<void> {
  const ended = await command.end();
  assert.match(ended.stderr, line);
  assert.equal(ended.stderr.trimEnd().split("\n").length, 1, ended.stderr);
  assert.deepEqual([ended.code, ended.stdout], [code, ""]);
}

describe("mistakes on the command line of oslo-rpc", () => {
  const definition = ["--schema", "schemas/my-service.json"];

  it("no idea yet: the help says where a peer is looked for", async () => {
    const { code, stdout } = await osloRpc("--help").end();
    assert.equal(code, 0);
    assert.match(stdout, /the commands take amqp:\/\/127\.0\.0\.1:5672/);
    assert.match(stdout, /^ {2}oslo-rpc router$/m);
  });

  it("no such command or option", async () => {
    await assertMistake(osloRpc("cal"), 2, /^error: unknown command 'cal'; did you mean call\?$/m);
    await assertMistake(osloRpc("mock", "a.json", "b"), 2, /but got 2; see --help$/m);
    await assertMistake(osloRpc("help", "cal"), 2, /^error: unknown command 'cal'; did you mean "call"\?$/m);
    await assertMistake(osloRpc("completion", "ksh"), 2, /invalid for .*; choose one of bash, zsh, fish$/m);
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
      /^error: m on topic t was not sent: cannot connect to 127\.0\.0\.1:1: connection refused; check the address/m,
    );
  });

  it("a peer that says nothing, and one that speaks something else", async () => {
    const open = async (answer: string) => {
      const server = createServer((socket) => socket.on("error", () => {}).write(answer));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      return { server, port };
    };
    const mute = await open("");
    const other = await open("HTTP/1.1 400 Bad Request\r\n\r\n");
    try {
      const silent = "accepts the connection but does not answer as AMQP 1\\.0$";
      for (const scheme of ["amqp", "rabbit"]) {
        const url = `${scheme}://127.0.0.1:${mute.port}`;
        const call = osloRpc("call", "t", "m", "--url", url, "--timeout", "1");
        await assertMistake(call, 1, new RegExp(`:${mute.port} ${silent}`, "m"));
      }
      const url = `amqp://127.0.0.1:${other.port}`;
      await assertMistake(osloRpc("call", "t", "m", "--url", url), 1, /^error: .*does not speak AMQP 1\.0$/m);
    } finally {
      mute.server.close();
      other.server.close();
    }
  });

  it("a value that its option does not take, by the option's name", async () => {
    await assertMistake(osloRpc("call", "t", "m", "--timeout", "abc"), 2, /--timeout takes .* not "abc"/);
    await assertMistake(osloRpc("router", "--host", "192.0.2.1"), 2, /--users FILE, or --allow-anonymous/);
  });

  it("a topic or a method without a name, at once", async () => {
    await assertMistake(osloRpc("call", "", "m"), 2, /topic/);
    await assertMistake(osloRpc("cast", "t", ""), 2, /^error: The name of the method is empty/);
  });

  it("in the sandbox's client, which says nothing of a call it does not make", async () => {
    await assertMistake(sandbox("my-client"), 2, /^error: call needs a topic and a method/);
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
    await assertMistake(osloRpc("call", "--schema", "nowhere.json", "m"), 2, /nowhere\.json: no such file/);
    await assertMistake(
      osloRpc("call", "--schema", "schemas", "m"),
      2,
      /--schema schemas: is a folder; name/,
    );
    await assertMistake(osloRpc("call", "--schema", "README.md", "m"), 1, /README\.md.*JSON/);
    await assertMistake(
      osloRpc("call", "--schema", "package.json", "m"),
      1,
      /^error: package\.json: has no "service": not a service definition$/m,
    );
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

  it("a folder that cannot be written, by the option that names it", async () => {
    for (const option of ["generate", "docs"]) {
      const command = osloGen(option, "schemas/my-service.json", "--out", "/dev/null/x");
      await assertMistake(command, 2, /^error: --out \/dev\/null\/x: part of the path is no folder/);
    }
    const command = osloGen("scaffold", "schemas/my-service.json", "--dir", "/dev/null/x");
    await assertMistake(command, 2, /^error: --dir \/dev\/null\/x: part of the path is no folder/);
  });

  it("a file that is empty, missing or no JSON", async () => {
    const empty = join(folder, "empty.json");
    await writeFile(empty, "");
    const out = ["--out", join(folder, "out")];
    await assertMistake(osloGen(empty, ...out), 1, /is empty/);
    await assertMistake(osloGen("LICENSE", ...out), 1, /is not JSON/);
    for (const command of ["generate", "lint"]) {
      await assertMistake(osloGen(command, join(folder, "missing.json")), 2, /missing\.json: no such file$/m);
    }
  });
});
