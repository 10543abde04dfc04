import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type FrameHandler,
  FrameReader,
  FramingError,
  UnsupportedProtocol,
} from "../../../../src/amqp/codec/frame-reader.js";
import { amqpHeader, saslHeader } from "../../../../src/amqp/codec/protocol-header.js";
import { clientMechanisms } from "../../../../src/amqp/sasl/client-mechanisms.js";
import { bareSide, ClientSide } from "../../../../src/amqp/sasl/client-side.js";
import { Handshake, type HandshakeHost, type HandshakeSide } from "../../../../src/amqp/sasl/handshake.js";
import {
  type ClientMechanism,
  LoginUnavailable,
  SaslFailure,
  type ServerLogin,
  type ServerMechanism,
} from "../../../../src/amqp/sasl/mechanism.js";
import { PlainServer } from "../../../../src/amqp/sasl/plain-server.js";
import {
  saslChallenge,
  saslInit,
  saslMechanisms,
  saslOutcome,
  saslResponse,
} from "../../../../src/amqp/sasl/sasl-frames.js";
import { ScramServer } from "../../../../src/amqp/sasl/scram-server.js";
import { ServerSide } from "../../../../src/amqp/sasl/server-side.js";
import { isPassword, makeVerifier } from "../../../../src/amqp/sasl/verifier.js";
import {
  type Grammar,
  sequencesInTurn,
  type Verdict,
  verdictOn,
  withLogin,
  withLoginAhead,
  withoutLogin,
  withoutUsers,
  withUsers,
} from "../../../support/handshake-model.js";

const text = (value: string) => Buffer.from(value, "latin1");
const open = Buffer.from("0000001102000000005310c00401a10178", "hex");
/** A signature with the outcome, as some servers send it; ours never does. */
const outcomeWith = (data: string) => {
  const bytes = Buffer.concat([saslOutcome(0), Buffer.from([0xa0, data.length]), text(data)]);
  bytes.writeUInt32BE(bytes.length);
  bytes.writeUInt32BE(bytes.length - 16, 12);
  bytes[19] = 2;
  return bytes;
};

const headers = { S: saslHeader, A: amqpHeader, T: text("AMQP\x02\x01\0\0"), o: open };
const ofClient: Readonly<Record<string, Buffer>> = {
  ...headers,
  p: saslInit("PLAIN", text("right")),
  w: saslInit("PLAIN", text("wrong")),
  f: saslInit("SCRAM-SHA-256", text("first")),
  n: saslInit("ANONYMOUS", text("")),
  u: saslInit("OTHER", text("")),
  r: saslResponse(text("proof")),
  b: saslResponse(text("made up")),
  e: saslResponse(text("")),
  m: saslMechanisms(["PLAIN"]),
  c: saslChallenge(text("challenge")),
  k: saslOutcome(0),
};
const ofServer: Readonly<Record<string, Buffer>> = {
  ...headers,
  m: saslMechanisms(["PLAIN", "OTHER"]),
  s: saslMechanisms(["PLAIN", "SCRAM-SHA-256"]),
  g: saslMechanisms(["OTHER"]),
  c: saslChallenge(text("challenge")),
  v: saslChallenge(text("signature")),
  x: saslChallenge(text("made up")),
  k: saslOutcome(0),
  K: outcomeWith("signature"),
  d: saslOutcome(1),
  t: saslOutcome(4),
  i: saslInit("PLAIN", text("right")),
  q: saslResponse(text("proof")),
};

/** Mechanisms with the manners of the real ones, without their arithmetic. */
function scramServer(): ServerMechanism {
  const due = ["first", "proof", ""];
  return {
    step: async (response) => {
      if (response?.toString() !== due.shift()) return { refused: "wrong" };
      return due.length > 0 ? { challenge: text("on") } : { user: "nova" };
    },
  };
}

function scramClient(): ClientMechanism {
  let due = ["challenge", "signature"];
  const take = (said: string) => {
    if (said !== due[0]) throw new SaslFailure("wrong");
    due = due.slice(1);
  };
  return {
    start: () => text("first"),
    step: async (challenge) => {
      take(challenge.toString());
      return text(due.length === 1 ? "proof" : "");
    },
    finish: (data) => {
      if (due.length === 1 && data !== undefined) take(data.toString());
      if (due.length > 0) throw new SaslFailure("not shown");
    },
  };
}

const plain = {
  server: (): ServerMechanism => ({
    step: (response) => (response?.toString() === "right" ? { user: "nova" } : { refused: "wrong" }),
  }),
  client: (): ClientMechanism => ({
    isSingle: true,
    start: () => text("right"),
    step: () => {
      throw new SaslFailure("no more to say");
    },
    finish() {},
  }),
};

const anybody = (): ServerMechanism => ({ step: () => ({ user: undefined }) });
const ofAnybody: [string, () => ServerMechanism][] = [
  ["PLAIN", anybody],
  ["ANONYMOUS", anybody],
];
const ofUsers: [string, () => ServerMechanism][] = [
  ["SCRAM-SHA-256", scramServer],
  ["PLAIN", plain.server],
];

class TestLogin implements ServerLogin {
  readonly mechanisms: ReadonlyMap<string, () => ServerMechanism>;
  readonly required: boolean;
  heard: string[] = [];

  constructor(
    required: boolean,
    mechanisms: [string, () => ServerMechanism][] = required ? ofUsers : ofAnybody,
  ) {
    this.required = required;
    this.mechanisms = new Map(mechanisms);
  }

  succeeded(mechanism: string): void {
    this.heard.push(`${mechanism} succeeded`);
  }

  refused(mechanism: string, why: string): void {
    this.heard.push(`${mechanism} ${why}`);
  }
}

/** A side behind a reader, as a connection has it. */
class Peer implements HandshakeHost, FrameHandler {
  readonly maxFrameSize = 512;
  readonly written: Buffer[] = [];
  readonly reader = new FrameReader(this);
  readonly handshake: Handshake;
  failure: unknown;
  ended = false;
  opened = 0;
  #amqp = false;
  #spoken = false;
  #sent = 0;

  constructor(side: HandshakeSide) {
    this.handshake = new Handshake(side, this);
  }

  async read(bytes: Buffer, size = bytes.length): Promise<this> {
    for (let at = 0; at < bytes.length; at += size)
      this.#guarded(() => this.reader.read(bytes.subarray(at, at + size)));
    // Steps wait for nothing here but for each other.
    await new Promise((resolve) => setImmediate(resolve));
    return this;
  }

  /** What was written since the last time. */
  unsent(): Buffer {
    const bytes = Buffer.concat(this.written.slice(this.#sent));
    this.#sent = this.written.length;
    return bytes;
  }

  get verdict(): Verdict {
    if (this.failure instanceof UnsupportedProtocol) return "unsupported";
    if (this.failure instanceof FramingError) return "violation";
    if (this.failure instanceof LoginUnavailable) return "unavailable";
    if (this.failure instanceof SaslFailure || this.ended) return "refused";
    assert.equal(this.failure, undefined);
    return this.opened > 0 ? "open" : "waiting";
  }

  header(bytes: Buffer): void {
    this.handshake.header(bytes);
  }

  frame(bytes: Buffer, type: number, _channel: number, bodyAt: number): void {
    this.handshake.frame(bytes, type, bodyAt);
    if (this.#amqp && ++this.opened > 1) throw new FramingError("a second open");
  }

  write(bytes: Buffer): void {
    assert.ok(!this.ended);
    this.written.push(bytes);
  }

  speakAmqp(): void {
    this.#spoken = true;
    this.written.push(amqpHeader);
  }

  enterAmqp(): void {
    this.#amqp = true;
    if (!this.#spoken) this.speakAmqp();
  }

  pause(): void {
    this.reader.pause();
  }

  resume(proceed: () => void): void {
    this.#guarded(() => {
      proceed();
      this.reader.resume();
    });
  }

  fail(error: unknown): void {
    this.failure ??= error;
    this.reader.close();
  }

  end(): void {
    this.ended = true;
    this.reader.close();
  }

  #guarded(run: () => void): void {
    if (this.failure !== undefined) return;
    try {
      run();
    } catch (error) {
      this.fail(error);
    }
  }
}

const mechanisms = new Map([
  ["SCRAM-SHA-256", scramClient],
  ["PLAIN", plain.client],
]);

const sides: Readonly<Record<string, [Grammar, Readonly<Record<string, Buffer>>, () => HandshakeSide]>> = {
  "a server with users": [withUsers, ofClient, () => new ServerSide(new TestLogin(true))],
  "a server without users": [withoutUsers, ofClient, () => new ServerSide(new TestLogin(false))],
  "a client with a login": [withLogin, ofServer, () => new ClientSide(mechanisms, () => {})],
  "a client that says all at once": [
    withLoginAhead,
    ofServer,
    () => new ClientSide(new Map([["PLAIN", plain.client]]), () => {}, true),
  ],
  "a client without a login": [withoutLogin, ofServer, () => bareSide],
};

for (const [who, [grammar, letters, makeSide]] of Object.entries(sides)) {
  const bytesOf = (sequence: string) =>
    Buffer.concat([...sequence].map((letter) => letters[letter] as Buffer));

  test(`${who} takes what is in turn and nothing else, in one piece or many`, async () => {
    // What has broken the protocol reads on no more, so that one letter out of turn shows all there is.
    for (const beginning of sequencesInTurn(grammar)) {
      for (const letter of grammar.letters) {
        const sequence = beginning + letter;
        for (const size of [Number.POSITIVE_INFINITY, 1, 7, 8, 9]) {
          const peer = await new Peer(makeSide()).read(bytesOf(sequence), size);
          assert.equal(peer.verdict, verdictOn(grammar, sequence), `${sequence}, ${size} bytes at a time`);
          if (peer.verdict === "waiting" || peer.verdict === "open") continue;
          const { length } = peer.written;
          await peer.read(bytesOf(grammar.whole[0] as string));
          assert.equal(peer.written.length, length, `${sequence} and more`);
        }
      }
    }
  });
}

/** What is written, headers by name and frames by descriptor. */
const names = (written: readonly Buffer[]) =>
  written
    .map((bytes) =>
      bytes.equals(saslHeader) ? "SASL" : bytes.equals(amqpHeader) ? "AMQP" : bytes.toString("hex", 10, 11),
    )
    .join(" ");

for (const [mechanism, ofServer, ofClient] of [
  ["PLAIN", "SASL 40 44 AMQP", "SASL 41 AMQP"],
  ["SCRAM-SHA-256", "SASL 40 42 42 44 AMQP", "SASL 41 43 43 AMQP"],
] as const) {
  test(`client and server come to AMQP with ${mechanism}`, { timeout: 20_000 }, async () => {
    const verifier = await makeVerifier("geheim", 4096);
    const login = new TestLogin(true, [
      ["SCRAM-SHA-256", () => new ScramServer({ verifier: () => verifier })],
      ["PLAIN", () => new PlainServer((_user, password) => isPassword(verifier, password))],
    ]);
    const ours = clientMechanisms({ username: "nova", password: "geheim", allowed: [mechanism] });
    let loggedIn = 0;
    const server = new Peer(new ServerSide(login));
    const client = new Peer(new ClientSide(ours ?? assert.fail(), () => loggedIn++));
    while (server.handshake.state !== "AMQP" || client.handshake.state !== "AMQP") {
      await server.read(client.unsent());
      await client.read(server.unsent());
    }
    assert.equal(names(server.written), ofServer);
    assert.equal(names(client.written), ofClient);
    assert.deepEqual(login.heard, [`${mechanism} succeeded`]);
    assert.equal(loggedIn, 1);
  });
}

test("a client says all at once where there is one mechanism that needs no answer", () => {
  for (const [allowed, said] of [
    [["PLAIN"], "SASL 41 AMQP"],
    [["SCRAM-SHA-256"], "SASL"],
    [[], "SASL"],
  ] as const) {
    const ours = clientMechanisms({ username: "nova", password: "geheim", allowed });
    const client = new Peer(new ClientSide(ours ?? assert.fail(), () => {}, true));
    assert.equal(names(client.written), said);
  }
});

test("a server answers a header it does not speak with the one it does", async () => {
  for (const [required, header, answer] of [
    [true, amqpHeader, "SASL"],
    [true, headers.T, "SASL"],
    [false, headers.T, "AMQP"],
    [false, text("AMQP\x00\x00\x09\x01"), "AMQP"],
    [false, text("AMQP\x00\x02\x00\x00"), "AMQP"],
  ] as const) {
    const server = await new Peer(new ServerSide(new TestLogin(required))).read(header);
    assert.equal(names(server.written), answer);
    assert.ok(server.ended && server.failure instanceof FramingError);
  }
});

test("a refusal is told once, and what was sent ahead of it is dropped", async () => {
  const ahead = [saslHeader, ofClient.w, ofClient.p, amqpHeader, open] as Buffer[];
  const login = new TestLogin(true);
  const server = await new Peer(new ServerSide(login)).read(Buffer.concat(ahead));
  assert.equal(names(server.written), "SASL 40 44");
  assert.deepEqual(server.written.at(-1), saslOutcome(1));
  assert.deepEqual(login.heard, ["PLAIN wrong"]);
});

test("a mechanism that fails is the server's trouble, not a wrong password", async () => {
  const broken = () => ({ step: () => Promise.reject(new Error("no disk")) });
  const login = new TestLogin(true, [["PLAIN", broken]]);
  const server = await new Peer(new ServerSide(login)).read(
    Buffer.concat([saslHeader, ofClient.p as Buffer]),
  );
  assert.deepEqual(server.written.at(-1), saslOutcome(2));
  assert.ok(server.ended);
  assert.deepEqual(login.heard, []);
});

test("a step that never ends keeps no more than so much of what follows", async () => {
  const login = new TestLogin(true, [["PLAIN", () => ({ step: () => new Promise(() => {}) })]]);
  const server = new Peer(new ServerSide(login));
  await server.read(Buffer.concat([saslHeader, ofClient.p as Buffer]));
  await server.read(Buffer.alloc(256 * 1024), 16 * 1024);
  assert.equal(server.verdict, "waiting");
  await server.read(Buffer.alloc(1));
  assert.equal(server.verdict, "violation");
});

test("what breaks the protocol says what was due", async () => {
  const server = new Peer(new ServerSide(new TestLogin(true)));
  await server.read(Buffer.concat([saslHeader, amqpHeader]));
  assert.match(String(server.failure), /an unexpected AMQP header, where sasl-init is due/);
  const client = await new Peer(bareSide).read(text("AMQP\x00\x00\x09\x01"));
  assert.match(String(client.failure), /unsupported AMQP version: 0-9-1/);
});
