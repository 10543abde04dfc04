import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  getRpcTransport,
  type LogFields,
  loadConfiguration,
  MessagingError,
  RpcServer,
  type RpcTransport,
} from "../../src/index.js";
import type { Router } from "../../src/router/index.js";
import { Started, startRouter } from "../integration/amqp/harness.js";
import { frame, source, target } from "../integration/router/raw-client.js";
import { ThingClient, ThingEndpoint } from "../integration/service/thing-service.js";
import { healthy } from "./support/healthy.js";
import { HostilePeer, type Stage } from "./support/hostile-peer.js";
import {
  hex,
  type Malformed,
  outOfPlace,
  performative,
  rawFrame,
  undecodable,
  unframed,
} from "./support/malformed.js";
import { type MemoryCheck, memoryBaseline } from "./support/memory.js";

/** Waits for what does not come end here, rather than with the file. */
const limit = { timeout: 20_000 };

type Inputs = Readonly<Record<string, Malformed>>;

const framing = "amqp:connection:framing-error";

const login: Inputs = {
  "a login of 2 GB": { bytes: hex("7fffffff 02010000") },
  "an AMQP frame in the place of a login": { bytes: rawFrame(hex("00 53 10 45")) },
  "a SASL outcome before the mechanisms": { bytes: rawFrame(hex("00 53 44 c0 03 01 50 00"), 1) },
  "a SASL init from a server": { bytes: rawFrame(hex("00 53 41 c0 04 01 a3 01 78"), 1) },
  "a SASL response from a server": { bytes: rawFrame(hex("00 53 43 c0 03 01 a0 00"), 1) },
  "a mechanism named constructor": {
    bytes: rawFrame(hex("00 53 40 c0 0e 01 a3 0b 636f6e7374727563746f72"), 1),
  },
  "mechanisms in an array of 4 billion": {
    bytes: rawFrame(hex("00 53 40 d0 0000000e 00000001 f0 00000005 ffffffff 40"), 1),
  },
  "mechanisms that are numbers": { bytes: rawFrame(hex("00 53 40 c0 03 01 50 01"), 1) },
  "mechanisms nobody knows": { bytes: rawFrame(hex("00 53 40 c0 04 01 a3 01 78"), 1) },
  "a code that is a text": {
    bytes: Buffer.concat([
      rawFrame(hex("00 53 40 c0 08 01 a3 05 504c41494e"), 1),
      rawFrame(hex("00 53 44 c0 04 01 a1 01 30"), 1),
    ]),
  },
};

const headers: Inputs = {
  "text instead of AMQP": { bytes: Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n") },
  "a protocol nobody knows": { bytes: Buffer.from("AMQP\x07\x01\0\0", "latin1") },
};

const unasked: Inputs = {
  "a session nobody asked for": {
    bytes: frame("begin", { next_outgoing_id: 0, incoming_window: 1, outgoing_window: 1 }, 77),
    condition: "amqp:not-allowed",
  },
  "a link nobody asked for": {
    bytes: frame("attach", { name: "x", handle: 90, role: true, source: source({}), target: target({}) }),
    condition: "amqp:not-allowed",
  },
  "a link on a handle in use": {
    bytes: frame("attach", { name: "x", handle: 0, role: true, source: source({}), target: target({}) }),
    condition: "amqp:session:handle-in-use",
  },
  "a transfer without a delivery id": {
    bytes: frame("transfer", { handle: 0 }, 0, Buffer.from("x")),
    condition: "amqp:not-allowed",
  },
  "a max-frame-size below the least": {
    bytes: performative(0x10, hex("a1 01 78"), hex("40"), hex("43")),
    condition: "amqp:illegal-state",
  },
};

const stages: readonly [Stage, Inputs][] = [
  ["sasl header", headers],
  ["login", login],
  ["header", headers],
  ["open", unframed],
  ["open", undecodable],
  ["attached", unframed],
  ["attached", outOfPlace(0)],
  ["attached", unasked],
];

/** What the peer deals with: something that uses a transport, and says when it has failed as it should. */
const subjects = {
  "an RPC client": (transport: RpcTransport) =>
    new ThingClient(transport, { timeout: 30 }).echo("lost").then(
      () => assert.fail("an answer"),
      (error: unknown) => assert.ok(error instanceof MessagingError, String(error)),
    ),
  "an RPC server": (transport: RpcTransport) =>
    new RpcServer(transport, { server: "victim", endpoints: [new ThingEndpoint()] })
      .start()
      .catch((error) => {
        assert.ok(error instanceof MessagingError, String(error));
      }),
};

for (const [who, use] of Object.entries(subjects)) {
  describe(`${who} whose peer sends`, () => {
    let memory: MemoryCheck;
    before(() => {
      memory = memoryBaseline();
    });

    for (const [stage, inputs] of stages) {
      for (const [name, { bytes, condition }] of Object.entries(inputs)) {
        it(`${name} (${stage}) ends that connection`, limit, async (test) => {
          const peer = await HostilePeer.start(stage, bytes);
          test.after(() => peer.stop());
          const lines: LogFields[] = [];
          const error = (fields: LogFields) => void lines.push(fields);
          const credentials = stage === "login" || stage === "sasl header" ? "user:secret@" : "";
          const transport = getRpcTransport({
            url: `amqp://${credentials}127.0.0.1:${peer.port}`,
            configuration: loadConfiguration({}),
            logger: { debug() {}, info() {}, warn() {}, error },
          });
          const used = use(transport);
          await peer.ended;
          await transport.close();
          await used;
          if (condition === undefined) return;
          const told = condition === framing || peer.received.includes(condition);
          assert.ok(told, peer.received.toString("latin1"));
          assert.equal(lines[0]?.condition, condition);
        });
      }
    }

    it("all of it keeps nothing", (test) => memory(test));
  });
}

describe("after a peer that breaks the protocol", () => {
  const started = new Started();
  let router: Router;
  before(async () => {
    router = await startRouter(started);
  });
  after(() => started.stop());

  it("client and server come back by themselves, and calls are answered", limit, async (test) => {
    const bytes = frame("transfer", { handle: 77, delivery_id: 0 });
    const peer = await HostilePeer.start("attached", bytes, router.port);
    test.after(() => peer.stop());
    await healthy(`amqp://127.0.0.1:${peer.port}`);
    await peer.ended;
  });
});
