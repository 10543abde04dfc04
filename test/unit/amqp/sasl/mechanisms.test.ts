import assert from "node:assert/strict";
import { test } from "node:test";
import { clientMechanisms } from "../../../../src/amqp/sasl/client-mechanisms.js";
import { PlainServer } from "../../../../src/amqp/sasl/plain-server.js";

const user = { username: "jürgen", password: "geheim-ü" };
const names = (mechanisms: ReadonlyMap<string, unknown> | undefined) => [...(mechanisms?.keys() ?? [])];

test("a client prefers the strongest mechanism it has what it takes for", () => {
  assert.equal(clientMechanisms({}), undefined);
  assert.deepEqual(names(clientMechanisms(user)), ["SCRAM-SHA-256", "PLAIN", "ANONYMOUS"]);
  assert.deepEqual(names(clientMechanisms({ ...user, external: true })), [
    "EXTERNAL",
    "SCRAM-SHA-256",
    "PLAIN",
    "ANONYMOUS",
  ]);
  assert.deepEqual(names(clientMechanisms({ username: "x" })), ["ANONYMOUS"]);
  assert.deepEqual(names(clientMechanisms({ external: true })), ["EXTERNAL", "ANONYMOUS"]);
});

test("what is allowed restricts it", () => {
  assert.deepEqual(names(clientMechanisms({ ...user, allowed: ["plain"] })), ["PLAIN"]);
  assert.deepEqual(names(clientMechanisms({ ...user, allowed: ["GSSAPI"] })), []);
  assert.deepEqual(names(clientMechanisms({ allowed: ["ANONYMOUS"] })), ["ANONYMOUS"]);
});

test("PLAIN carries any text, and says when it does", () => {
  let told = 0;
  const plain = clientMechanisms(user, () => told++)?.get("PLAIN")?.();
  assert.equal(told, 0);
  assert.deepEqual(plain?.start(), Buffer.from("\0jürgen\0geheim-ü", "utf8"));
  assert.equal(told, 1);
});

test("a server reads PLAIN, and refuses what is none", async () => {
  const server = new PlainServer(async (name, password) => name === "jürgen" && password === "geheim-ü");
  const step = (text: string) => server.step(Buffer.from(text, "utf8"));
  assert.deepEqual(await step("\0jürgen\0geheim-ü"), { user: "jürgen" });
  assert.deepEqual(await step("jürgen\0jürgen\0geheim-ü"), { user: "jürgen" });
  for (const wrong of [
    "",
    "\0",
    "\0jürgen",
    "\0jürgen\0",
    "\0\0geheim-ü",
    "other\0jürgen\0geheim-ü",
    "\0a\0b\0c",
  ]) {
    assert.ok("refused" in (await step(wrong)), JSON.stringify(wrong));
  }
  assert.ok("refused" in (await server.step(undefined)));
  assert.ok("refused" in (await server.step(Buffer.from("\0j\xfcrgen\0x", "latin1"))));
});
