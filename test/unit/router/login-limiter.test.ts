import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { ScramClient } from "../../../src/amqp/sasl/scram-client.js";
import { formatVerifier, makeVerifier } from "../../../src/amqp/sasl/verifier.js";
import { Login } from "../../../src/router/login.js";
import { LoginLimiter } from "../../../src/router/login-limiter.js";
import { networkOf } from "../../../src/router/network-of.js";
import { noPermissions } from "../../../src/router/permissions.js";
import { UserBook } from "../../../src/router/users.js";

const limits = { loginAttempts: 5, loginPause: 60_000 };
const socket = { remoteAddress: "127.0.0.1" } as Socket;
const verifier = formatVerifier(await makeVerifier("geheim", 4096));
const users = await UserBook.make({ users: { nova: { verifier } } });

/** Logs in as a client would; "blocked" when the router does not look at it. */
async function attempt(limiter: LoginLimiter, mechanism: "PLAIN" | "SCRAM-SHA-256", password: string) {
  const login = new Login(socket, () => users, noPermissions, limiter, { refused() {}, outdated() {} });
  const server = login.mechanisms.get(mechanism)?.();
  assert.ok(server !== undefined);
  const client = new ScramClient("nova", password);
  try {
    let result = await server.step(
      mechanism === "PLAIN" ? Buffer.from(`\0nova\0${password}`) : client.start(),
    );
    while ("challenge" in result) {
      // All begin before one ends.
      await new Promise((resolve) => setTimeout(resolve, 20));
      result = await server.step(await client.step(result.challenge));
    }
    if ("user" in result) {
      login.succeeded(mechanism, result.user);
      return "right";
    }
    login.refused(mechanism, result.refused, result.name);
    return "wrong";
  } catch {
    return "blocked";
  }
}

for (const mechanism of ["PLAIN", "SCRAM-SHA-256"] as const) {
  test(`of ${mechanism} logins at the same time no more are looked at than may be wrong`, async () => {
    const limiter = new LoginLimiter(limits);
    const guesses = Array.from({ length: 50 }, (_, index) => (index === 40 ? "geheim" : `guess ${index}`));
    const results = await Promise.all(guesses.map((guess) => attempt(limiter, mechanism, guess)));
    assert.equal(results.filter((result) => result === "wrong").length, 5);
    assert.equal(results.filter((result) => result === "blocked").length, 45);
  });

  test(`any number of right ${mechanism} logins at the same time get in`, async () => {
    const limiter = new LoginLimiter(limits);
    for (let i = 0; i < 4; i++) assert.equal(await attempt(limiter, mechanism, "wrong"), "wrong");
    const results = await Promise.all(
      Array.from({ length: 20 }, () => attempt(limiter, mechanism, "geheim")),
    );
    assert.deepEqual(new Set(results), new Set(["right"]));
  });
}

test("neighbours in an IPv6 network are one, however their addresses are written", () => {
  const same: [string, string][] = [
    ["2001:db8::1", "2001:db8::2"],
    ["2001:db8::1", "2001:0DB8:0:0:ffff::9"],
    ["2001:db8:1:2:3::1", "2001:db8:1:2:4::1"],
    ["fe80::1%eth0", "fe80::2"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["64:ff9b::10.0.0.1", "64:ff9b::a00:2"],
    ["::1", "::2"],
  ];
  for (const [left, right] of same) assert.equal(networkOf(left), networkOf(right), left);
  const apart: [string, string][] = [
    ["2001:db8:1:2::1", "2001:db8:1:3::1"],
    ["2001:db8::1", "2001:db8:0:1::1"],
    ["1::", "::1"],
    ["10.0.0.1", "10.0.0.2"],
    ["::ffff:10.0.0.1", "::ffff:10.0.0.2"],
  ];
  for (const [left, right] of apart) assert.notEqual(networkOf(left), networkOf(right), left);
});

test("names that nobody has get rounds as the users have them, the same ones each time", async () => {
  const some = await UserBook.make({ users: { nova: { verifier }, neutron: { password: "p" } } });
  const rounds = (book: UserBook, name: string) => book.verifier(name).iterations;
  assert.equal(rounds(users, "nobody"), 4096);
  const made = Array.from({ length: 64 }, (_, index) => rounds(some, `nobody ${index}`));
  assert.deepEqual([...new Set(made)].sort(), [15_000, 4096]);
  assert.deepEqual(
    made,
    Array.from({ length: 64 }, (_, index) => rounds(some, `nobody ${index}`)),
  );
  assert.equal(rounds(await UserBook.make({ users: {} }), "nobody"), 15_000);
});
