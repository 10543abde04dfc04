import assert from "node:assert/strict";
import { test } from "node:test";
import { SaslFailure, type ServerStep } from "../../../../src/amqp/sasl/mechanism.js";
import { decodeName, encodeName, prepare } from "../../../../src/amqp/sasl/scram.js";
import { ScramClient } from "../../../../src/amqp/sasl/scram-client.js";
import { ScramServer } from "../../../../src/amqp/sasl/scram-server.js";
import {
  formatVerifier,
  isPassword,
  makeVerifier,
  parseVerifier,
} from "../../../../src/amqp/sasl/verifier.js";

/** The exchange of RFC 7677, section 3. */
const rfc = {
  clientNonce: "rOprNGfwEbeRWgbNEkqO",
  serverNonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
  salt: Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"),
  clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
  serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
  clientFinal:
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
  serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
};

const bytes = (text: string) => Buffer.from(text, "utf8");
const text = (step: ServerStep) => ("challenge" in step ? step.challenge.toString("utf8") : step);
const rfcVerifier = () => makeVerifier("pencil", 4096, rfc.salt);

/** Runs a login to its end, and returns what the server makes of it. */
async function login(client: ScramClient, server: ScramServer): Promise<ServerStep> {
  let step = server.step(client.start());
  for (let i = 0; i < 2 && "challenge" in step; i++) step = server.step(await client.step(step.challenge));
  return step;
}

test("the client says what RFC 7677 has", async () => {
  const client = new ScramClient("user", "pencil", rfc.clientNonce);
  assert.equal(client.start().toString(), rfc.clientFirst);
  assert.equal((await client.step(bytes(rfc.serverFirst))).toString(), rfc.clientFinal);
  assert.equal((await client.step(bytes(rfc.serverFinal))).length, 0);
  client.finish(undefined);
});

test("the server's last word may come with the outcome", async () => {
  const client = new ScramClient("user", "pencil", rfc.clientNonce);
  client.start();
  await client.step(bytes(rfc.serverFirst));
  client.finish(bytes(rfc.serverFinal));
});

test("the server says what RFC 7677 has", async () => {
  const verifier = await rfcVerifier();
  const server = new ScramServer({ verifier: () => verifier }, rfc.serverNonce);
  assert.equal(text(server.step(bytes(rfc.clientFirst))), rfc.serverFirst);
  assert.equal(text(server.step(bytes(rfc.clientFinal))), rfc.serverFinal);
  assert.deepEqual(server.step(Buffer.alloc(0)), { user: "user" });
});

test("names and passwords of any script, with commas and equal signs", async () => {
  for (const [name, password] of [
    ["jürgen", "pässwörd"],
    ["a,b=c", "p,=w"],
    ["用户", "密码 \u{1f600}"],
    ["i\u00adx", "\u2168"],
  ] as const) {
    const verifier = await makeVerifier(password, 4096);
    const seen: string[] = [];
    const server = new ScramServer({
      verifier(user) {
        seen.push(user);
        return verifier;
      },
    });
    assert.deepEqual(await login(new ScramClient(name, password), server), { user: prepare(name) });
    assert.deepEqual(seen, [prepare(name)]);
  }
  assert.equal(encodeName("a,b=c"), "a=2Cb=3Dc");
  assert.equal(decodeName("a=2Cb=3Dc"), "a,b=c");
  assert.equal(decodeName("a=2cb"), undefined);
  // RFC 4013, section 3: a soft hyphen is nothing, a Roman numeral is letters.
  assert.equal(prepare("I\u00adX"), "IX");
  assert.equal(prepare("\u2168"), "IX");
});

test("a wrong password is refused", async () => {
  const verifier = await rfcVerifier();
  const result = await login(
    new ScramClient("user", "pencils"),
    new ScramServer({ verifier: () => verifier }),
  );
  assert.deepEqual(result, { refused: "wrong user name or password", name: "user" });
});

test("a client believes no server that does not know the password", async () => {
  const proving = async () => {
    const client = new ScramClient("user", "pencil", rfc.clientNonce);
    client.start();
    await client.step(bytes(rfc.serverFirst));
    return client;
  };
  const forged = bytes("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=");
  const client = await proving();
  await assert.rejects(client.step(forged), /signature is wrong/);
  const other = await proving();
  assert.throws(() => other.finish(forged), SaslFailure);
  assert.throws(() => other.finish(undefined), /has not shown/);
  const early = new ScramClient("user", "pencil");
  assert.throws(() => early.finish(bytes(rfc.serverFinal)), /has not shown/);
});

test("a client refuses impossible challenges", async () => {
  const nonce = `${rfc.clientNonce}xyz`;
  const salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
  const cases: Readonly<Record<string, RegExp>> = {
    [`r=${rfc.clientNonce},s=${salt},i=4096`]: /does not continue ours/,
    [`r=other,s=${salt},i=4096`]: /does not continue ours/,
    [`r=${nonce},s=${salt},i=4095`]: /4095 SCRAM iterations/,
    [`r=${nonce},s=${salt},i=1000001`]: /1000001 SCRAM iterations/,
    [`r=${nonce},s=${salt},i=4096x`]: /cannot be read/,
    [`r=${nonce},s=!,i=4096`]: /cannot be read/,
    [`m=ext,r=${nonce},s=${salt},i=4096`]: /cannot be read/,
    "": /cannot be read/,
  };
  for (const [challenge, expected] of Object.entries(cases)) {
    const client = new ScramClient("user", "pencil", rfc.clientNonce);
    await assert.rejects(client.step(bytes(challenge)), expected, challenge);
  }
  const busy = new ScramClient("user", "pencil", rfc.clientNonce);
  const first = busy.step(bytes(rfc.serverFirst));
  await assert.rejects(busy.step(bytes(rfc.serverFirst)), /out of turn/);
  await first;
});

test("a server refuses messages that are none", async () => {
  const verifier = await rfcVerifier();
  const firsts = [
    "",
    "n,,",
    "n,,n=user",
    "p=tls-unique,,n=user,r=x",
    "n,,n=us=er,r=x",
    "n,a=other,n=user,r=x",
  ];
  for (const message of [...firsts, "n,,n=,r=x", "n,,n=user,r="]) {
    const step = new ScramServer({ verifier: () => verifier }).step(bytes(message));
    assert.ok("refused" in step, message);
  }
  assert.ok("refused" in new ScramServer({ verifier: () => verifier }).step(undefined));
  const finals = [
    "",
    rfc.clientFinal.replace("c=biws", "c=eSws"),
    rfc.clientFinal.replace("rOpr", "rOpR"),
    rfc.clientFinal.replace(",p=", ",q="),
    `${rfc.clientFinal.slice(0, -4)}`,
  ];
  for (const message of finals) {
    const server = new ScramServer({ verifier: () => verifier }, rfc.serverNonce);
    server.step(bytes(rfc.clientFirst));
    assert.ok("refused" in server.step(bytes(message)), message);
  }
});

test("a verifier is written and read, and checks a password", async () => {
  const verifier = await rfcVerifier();
  const written = formatVerifier(verifier);
  assert.match(written, /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[^:]+:[^:]+$/);
  assert.deepEqual(parseVerifier(written), verifier);
  assert.equal(await isPassword(verifier, "pencil"), true);
  assert.equal(await isPassword(verifier, "Pencil"), false);
  for (const wrong of ["", "pencil", written.replace("256$4096", "256$1"), written.slice(0, -2)]) {
    assert.equal(parseVerifier(wrong), undefined, wrong);
  }
  assert.notEqual(
    formatVerifier(await makeVerifier("p", 4096)),
    formatVerifier(await makeVerifier("p", 4096)),
  );
});
