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
      [/--stats takes a number of seconds/, "--stats", "often"],
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
});
