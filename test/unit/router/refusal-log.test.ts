import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogFields } from "../../../src/log/logger.js";
import { RefusalLog } from "../../../src/router/refusal-log.js";

const heldUp = { mechanism: "any", user: "nova", why: "it has to wait", isGuess: false };

function recorded() {
  const lines: string[] = [];
  const warn = ({ peer, address, user, logins, connections, reason }: LogFields, message: string) => {
    lines.push([message, peer ?? address, logins ?? user ?? connections ?? reason].join(" "));
  };
  return { lines, log: new RefusalLog({ debug() {}, info() {}, warn, error() {} }) };
}

test("a login that is held up is logged once, and then summed up each minute as long as it goes on", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { lines, log } = recorded();
  for (let port = 1; port <= 500; port++) log.add(`10.0.0.1:${port}`, heldUp);
  log.add("10.0.0.2:1", heldUp);
  assert.deepEqual(lines.splice(0), [
    "a login is refused 10.0.0.1:1 nova",
    "a login is refused 10.0.0.2:1 nova",
  ]);
  t.mock.timers.tick(60_000);
  assert.deepEqual(lines.splice(0), ["more logins are refused 10.0.0.1 499"]);
  log.add("10.0.0.1:501", { ...heldUp, user: "other" });
  assert.deepEqual(lines, []);
  t.mock.timers.tick(60_000);
  assert.deepEqual(lines.splice(0), ["more logins are refused 10.0.0.1 1"]);
  t.mock.timers.tick(120_000);
  log.add("10.0.0.1:502", heldUp);
  assert.deepEqual(lines, ["a login is refused 10.0.0.1:502 nova"]);
  log.close();
});

test("a network that breaks the protocol again and again in the same way is summed up", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { lines, log } = recorded();
  const breach = { condition: "amqp:connection:framing-error", reason: "no AMQP" };
  for (let port = 1; port <= 300; port++) log.addBreach(`10.0.0.1:${port}`, breach);
  log.addBreach("10.0.0.1:301", { ...breach, reason: "too large" });
  log.add("10.0.0.1:302", heldUp);
  assert.deepEqual(lines.splice(0), [
    "a client broke the protocol and is disconnected 10.0.0.1:1 no AMQP",
    "a client broke the protocol and is disconnected 10.0.0.1:301 too large",
    "a login is refused 10.0.0.1:302 nova",
  ]);
  t.mock.timers.tick(60_000);
  assert.deepEqual(lines.splice(0), ["more clients broke the protocol 10.0.0.1 299"]);
  log.close();
});

test("what was not logged yet is when the router stops", () => {
  const { lines, log } = recorded();
  for (let port = 1; port <= 3; port++) log.add(`::1:${port}`, heldUp);
  log.close();
  assert.deepEqual(lines.splice(0), ["a login is refused ::1:1 nova", "more logins are refused 0:0:0:0 2"]);
  log.close();
  assert.deepEqual(lines, []);
});

test("each password that was looked at and wrong has its line", () => {
  const { lines, log } = recorded();
  for (let port = 1; port <= 3; port++) {
    log.add(`10.0.0.1:${port}`, { ...heldUp, why: "wrong user name or password", isGuess: true });
  }
  assert.equal(lines.length, 3);
  log.close();
});

test("any number of addresses leave so many lines", () => {
  const { lines, log } = recorded();
  for (let i = 0; i < 5_000; i++) log.add(`10.0.${i >> 8}.${i & 255}:1`, heldUp);
  log.close();
  assert.equal(lines.length, 1_002);
  assert.equal(lines.at(-1), "more logins are refused many 3999");
});
