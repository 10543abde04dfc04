import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { parseVerifier } from "../../../src/amqp/sasl/verifier.js";
import { defaultLimits } from "../../../src/router/limits.js";
import { programWords } from "../../support/node-words.js";
import { osloRpc } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-router-"));
after(() => rmSync(folder, { recursive: true }));

function usersFile(name: string, users: object): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(users));
  return file;
}

describe("oslo-rpc router", () => {
  it("lets in the users of its file, prints what it does, and stops when told to", async () => {
    const made = spawnSync(
      process.execPath,
      [...programWords("src/cli/main.ts"), "router", "--make-verifier"],
      {
        input: "geheim-ü\n",
        encoding: "utf8",
      },
    );
    const verifier = made.stdout.trim();
    assert.ok(parseVerifier(verifier), made.stderr);
    const users = usersFile("users.json", { users: { nova: { verifier } } });
    const router = osloRpc("router", "--port", "0", "--users", users, "--stats", "0.1");
    const port = /^Listening on amqp:\/\/127\.0\.0\.1:(\d+)$/.exec(await router.line())?.[1];
    const call = (user: string) =>
      osloRpc("call", "nobody", "m", "--timeout", "1", "--url", `amqp://${user}@127.0.0.1:${port}`).end();
    const [right, wrong] = await Promise.all([call("nova:geheim-%C3%BC"), call("nova:falsch")]);
    assert.match(right.stderr, /nobody is listening/);
    assert.match(wrong.stderr, /was not sent: .*the peer refuses the login \(SCRAM-SHA-256\)/);
    const { code, stdout, stderr } = await router.stop();
    assert.equal(code, 0, stderr);
    const statistics = stdout.split("\n").filter((line) => line.startsWith("{"));
    const last = JSON.parse(statistics.at(-1) ?? "") as Record<string, number>;
    assert.deepEqual([last.connections, last.refusedLogins, last.held], [0, 1, 0]);
    assert.match(stderr, /^\S+ WARNING a login is refused .*mechanism="SCRAM-SHA-256" user="nova"/m);
    assert.doesNotMatch(stderr, /falsch|geheim/);
  });

  it("takes other limits than the default ones, and lists them in its help", async () => {
    const router = osloRpc(
      "router",
      "--port",
      "0",
      "--limit",
      "maxConnections=1",
      "--limit",
      "idleTimeout=0",
    );
    const port = Number(/:(\d+)$/.exec(await router.line())?.[1]);
    const first = connect(port, "127.0.0.1");
    await once(first, "connect");
    const second = connect(port, "127.0.0.1");
    await once(second.resume(), "close");
    assert.equal(first.destroyed, false);
    first.destroy();
    assert.equal((await router.stop()).code, 0);
    const { stdout } = await osloRpc("router", "--help").end();
    for (const [name, value] of Object.entries(defaultLimits))
      assert.match(stdout, new RegExp(`^  ${name} +${value}$`, "m"));
  });

  it("refuses what would let in too many, with a line that says what to do", async () => {
    const users = usersFile("wrong.json", { users: { nova: { pasword: "x" } } });
    const mistakes: readonly (readonly [RegExp, ...string[]])[] = [
      [/--host 0\.0\.0\.0: the router would let anybody in; add --users FILE/, "--host", "0.0.0.0"],
      [/wrong\.json#\/users\/nova\/pasword: is unknown here; did you mean "password"\?/, "--users", users],
      [/^error: The router has no limit "maxConections"; did you mean/, "--limit", "maxConections=5"],
      [/--limit takes a name and a whole number, as maxConnections=500/, "--limit", "maxConnections"],
      [/--stats takes a number of seconds above 0, up to 86400, not "often"/, "--stats", "often"],
      [/--stats takes a number of seconds above 0, up to 86400, not "0"/, "--stats", "0"],
    ];
    const ended = mistakes.map(([line, ...words]) => ({
      line,
      end: osloRpc("router", "--port", "0", ...words).end(),
    }));
    for (const { line, end } of ended) {
      const { code, stdout, stderr } = await end;
      assert.match(stderr, line);
      assert.deepEqual([code, stdout], [2, ""], stderr);
    }
  });

  it("takes its options from a file as well, and says at the start what is on", async () => {
    usersFile("some.json", { users: { nova: { password: "x" } } });
    const config = usersFile("router.json", {
      port: 0,
      users: "some.json",
      http: 0,
      limit: { maxConnections: 5, maxLinks: 6 },
      json: true,
    });
    const router = osloRpc("router", "--config", config, "--limit", "maxLinks=7");
    const { url, http } = JSON.parse(await router.line()) as Record<string, string>;
    const limits = (await (await fetch(`${http}/limits`)).json()) as Record<string, number>;
    assert.deepEqual([limits.maxConnections, limits.maxLinks], [5, 7]);
    const { stderr, code } = await router.stop();
    const [first, ...more] = stderr.trim().split("\n");
    const { time, ...line } = JSON.parse(first ?? "") as Record<string, unknown>;
    assert.ok(typeof time === "string");
    assert.deepEqual(line, {
      level: "info",
      url,
      users: 1,
      anonymous: "kept out",
      tls: "off",
      clientCertificates: "off",
      http,
      limits: { maxConnections: 5, maxLinks: 7 },
      msg: "router listening",
    });
    assert.deepEqual([code, more], [0, []]);
  });

  it("tells of a mistake in that file where it is", async () => {
    const wrong = usersFile("config.json", {
      prt: 5672,
      host: 1,
      "tls-cert": "",
      port: 70000,
      limit: { a: "b" },
    });
    const broken = join(folder, "broken.json");
    writeFileSync(broken, '{\n  "port": 1,\n}');
    const [members, syntax, open] = await Promise.all([
      osloRpc("router", "--config", wrong).end(),
      osloRpc("router", "--config", broken).end(),
      osloRpc("router", "--port", "0", "--http", "0", "--http-host", "0.0.0.0").end(),
    ]);
    for (const part of [
      /config\.json#\/prt: is unknown here; did you mean "port"\?/,
      /#\/host: expected a text/,
      /#\/tls-cert: expected a text/,
      /#\/port: a port is a number from 0 to 65535/,
      /#\/limit\/a: expected a whole number/,
    ])
      assert.match(members.stderr, part);
    assert.match(syntax.stderr, /^error: Configuration file \S+broken\.json:3:1: not JSON/);
    assert.match(open.stderr, /--http-host 0\.0\.0\.0: anybody would be told .*; add --http-token-file FILE/);
    assert.deepEqual([members.code, syntax.code, open.code], [2, 2, 2]);
  });
});
