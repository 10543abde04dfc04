import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFrame } from "../../../../src/amqp/codec/frame-trace.js";
import { frame, open, source, target } from "../../../integration/router/raw-client.js";

const sasl = (descriptor: number, ...fields: Buffer[]) => {
  const body = Buffer.concat(fields);
  const head = Buffer.from([
    0,
    0,
    0,
    0,
    2,
    1,
    0,
    0,
    0,
    0x53,
    descriptor,
    0xc0,
    body.length + 1,
    fields.length,
  ]);
  head.writeUInt32BE(head.length + body.length);
  return Buffer.concat([head, body]);
};
const symbol = (text: string) => Buffer.from(`\xa3${String.fromCharCode(text.length)}${text}`, "latin1");
const binary = (text: string) => Buffer.from(`\xa0${String.fromCharCode(text.length)}${text}`, "latin1");

test("headers and frames become lines that can be read", () => {
  assert.equal(describeFrame(Buffer.from("AMQP\0\x01\0\0")), "header AMQP 1.0.0");
  assert.equal(describeFrame(Buffer.from("AMQP\x03\x01\0\0")), "header SASL 1.0.0");
  assert.equal(describeFrame(Buffer.from("AMQP\x02\x01\0\0")), "header TLS 1.0.0");
  assert.equal(describeFrame(Buffer.from("AMQP\x07\x01\0\0")), "header protocol 7 1.0.0");
  assert.equal(describeFrame(open), 'ch=0 open container-id="raw"');
  assert.equal(describeFrame(Buffer.from([0, 0, 0, 8, 2, 0, 0, 0])), "ch=0 empty");
  const attach = frame(
    "attach",
    { name: "a\nb", handle: 1, role: true, source: source({ address: "x" }), target: target({}) },
    7,
  );
  assert.match(
    describeFrame(attach),
    /^ch=7 attach name="a\\nb" handle=1 role=true .*source=source\["x".*target=target/,
  );
  const transfer = frame("transfer", { handle: 0, delivery_id: 5 }, 0, Buffer.from("secret body"));
  assert.match(describeFrame(transfer), /^ch=0 transfer handle=0 delivery-id=5.* payload=11 bytes$/);
  assert.match(describeFrame(frame("disposition", { role: true, first: 1, settled: true })), /first=1/);
});

test("lists of mechanisms and capabilities are shown", () => {
  const opened = frame("open", { container_id: "x", offered_capabilities: ["ANONYMOUS-RELAY", "b"] });
  assert.match(describeFrame(opened), /offered-capabilities=\["ANONYMOUS-RELAY", "b"\]/);
});

test("nothing of a login is shown but its mechanism", () => {
  const frames = [
    sasl(0x40, symbol("PLAIN")),
    sasl(0x41, symbol("PLAIN"), binary("\0nova\0geheim")),
    sasl(0x42, binary("r=geheim,s=geheim")),
    sasl(0x43, binary("p=geheim")),
    sasl(0x44, Buffer.from([0x50, 0]), binary("v=geheim")),
  ];
  assert.deepEqual(frames.map(describeFrame), [
    'sasl-mechanisms sasl-server-mechanisms="PLAIN"',
    'sasl-init mechanism="PLAIN" initial-response=***',
    "sasl-challenge challenge=***",
    "sasl-response response=***",
    "sasl-outcome code=0 additional-data=***",
  ]);
});

test("whatever comes, there is a line", () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(3),
    Buffer.from("0000000902000000ff", "hex"),
    open.subarray(0, 20),
  ]) {
    assert.match(describeFrame(bytes), /bytes that are no frame$|^ch=0/);
  }
});
