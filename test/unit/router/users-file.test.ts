import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { formatVerifier, makeVerifier } from "../../../src/amqp/sasl/verifier.js";
import { readUsersFile } from "../../../src/router/index.js";
import { LoginLimiter } from "../../../src/router/login-limiter.js";
import { permissionsOf } from "../../../src/router/permissions.js";
import { UserBook } from "../../../src/router/users.js";

const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-users-"));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, "users.json");

function failure(text: string): string {
  writeFileSync(file, text);
  try {
    readUsersFile(file);
  } catch (error) {
    return (error as Error).message.replaceAll(file, "FILE");
  }
  return "no error";
}

test("a users file is read", async () => {
  const verifier = formatVerifier(await makeVerifier("p", 4096));
  const users = {
    users: { nova: { verifier, send: ["a"], receive: ["*"] }, x: { password: "p", certificate: true } },
    anonymous: { send: [] },
  };
  writeFileSync(file, JSON.stringify(users));
  assert.deepEqual(readUsersFile(file), users);
});

test("mistakes are told with file and place", () => {
  const user = (fields: object) => failure(JSON.stringify({ users: { nova: fields } }));
  assert.equal(
    failure('{\n  "users": {,}\n}').slice(0, 33),
    "Users file FILE:2:13: not JSON: e".slice(0, 33),
  );
  assert.equal(failure("[]"), "Users file FILE#/: expected an object");
  assert.equal(failure("{}"), 'Users file FILE#/: has no member "users"');
  assert.match(failure('{"user": {}}'), /FILE#\/user: is unknown here; did you mean "users"\?/);
  assert.match(
    user({}),
    /#\/users\/nova: cannot log in; give it a verifier, a password, or "certificate": true/,
  );
  assert.match(user({ pasword: "x" }), /#\/users\/nova\/pasword: is unknown here; did you mean "password"\?/);
  assert.match(user({ password: 1 }), /#\/users\/nova\/password: expected a text/);
  assert.match(user({ verifier: "x" }), /#\/users\/nova\/verifier: expected SCRAM-SHA-256\$…/);
  assert.match(user({ password: "x", send: "rpc" }), /#\/users\/nova\/send: expected a list/);
  assert.match(user({ password: "x", send: ["rpc", 1] }), /#\/users\/nova\/send\/1: expected a text/);
  assert.match(failure('{"users": {"a/b": {"password": "x", "verifier": "y"}}}'), /#\/users\/a~1b: has both/);
  assert.throws(() => readUsersFile(join(folder, "none.json")), /none\.json: there is no such file/);
});

test("a message never holds a password", () => {
  assert.doesNotMatch(failure('{"users": {"nova": {"password": "geheim", "x": 1}}}'), /geheim/);
  assert.doesNotMatch(failure('{"users": {"nova": {"password": "geheim" x}}}'), /geheim/);
});

test("prefixes end at full words", () => {
  const { maySend, mayReceive } = permissionsOf({ send: ["rpc/anycast", "unicast.", "exact"], receive: [] });
  for (const address of ["rpc/anycast", "rpc/anycast/e/t", "rpc/anycast.x", "unicast.e.t", "exact"]) {
    assert.ok(maySend(address), address);
    assert.ok(!mayReceive(address), address);
  }
  for (const address of ["rpc/anycaster", "rpc", "unicast", "exactly", ""])
    assert.ok(!maySend(address), address);
  assert.ok(permissionsOf({}).maySend("anything"));
  assert.ok(permissionsOf({ send: ["x", "*"] }).maySend("anything"));
});

test("a name nobody has looks as one somebody has, each time the same", async () => {
  const book = await UserBook.make({ users: { constructor: { password: "p" } } });
  const [once, again, other] = [book.verifier("x"), book.verifier("x"), book.verifier("y")];
  assert.deepEqual(once, again);
  assert.notDeepEqual(once.salt, other.salt);
  assert.equal(once.iterations, book.verifier("constructor").iterations);
  assert.equal(await book.isPassword("x", "p"), false);
  assert.equal(await book.isPassword("constructor", "p"), true);
  assert.equal(book.permissions("toString"), undefined);
});

test("wrong passwords cost time: per user and address, and per address", () => {
  let now = 0;
  const limiter = new LoginLimiter({ loginAttempts: 3, loginPause: 1_000 }, () => now);
  const fail = (times: number, user = "nova", address = "10.0.0.1") => {
    for (let i = 0; i < times; i++) limiter.failed(address, user);
  };
  fail(2);
  assert.equal(limiter.isBlocked("10.0.0.1", "nova"), false);
  fail(1);
  assert.equal(limiter.isBlocked("10.0.0.1", "nova"), true);
  assert.equal(limiter.isBlocked("10.0.0.1", "other"), false);
  assert.equal(limiter.isBlocked("10.0.0.2", "nova"), false);
  now = 1_001;
  assert.equal(limiter.isBlocked("10.0.0.1", "nova"), false);
  fail(1);
  now = 3_000;
  assert.equal(limiter.isBlocked("10.0.0.1", "nova"), true);
  now = 3_002;
  limiter.succeeded("10.0.0.1", "nova");
  fail(1);
  assert.equal(limiter.isBlocked("10.0.0.1", "nova"), false);
  for (let i = 0; i < 30; i++) fail(1, `user${i}`);
  assert.equal(limiter.isBlocked("10.0.0.1", "innocent"), true);
  fail(3, "nova", "2001:db8:1:2::1");
  assert.equal(limiter.isBlocked("2001:db8:1:2::beef", "nova"), true);
  now += 16 * 60 * 1000;
  assert.equal(limiter.isBlocked("10.0.0.1", "innocent"), false);
});
