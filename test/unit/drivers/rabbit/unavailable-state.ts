import { rejectedState } from "../../../../src/amqp/codec/delivery-state.js";
import { FormatCode } from "../../../../src/amqp/codec/encoding.js";

/** Where the sizes of the state's two lists stand, and the count of the inner one. */
const SIZES = [4, 16];
const COUNT = 20;

/** What RabbitMQ 4.3 says when a queue that a message was routed to is gone, or has no leader. */
export function unavailableState(queue: string): Buffer {
  const texts = ["queue", queue, "reason", "unavailable"].map((text) =>
    Buffer.from([FormatCode.str8, text.length, ...Buffer.from(text)]),
  );
  const pairs = Buffer.concat(texts);
  const info = Buffer.concat([Buffer.from([FormatCode.map8, pairs.length + 1, texts.length]), pairs]);
  const state = Buffer.concat([
    rejectedState("amqp:precondition-failed", `queue '${queue}' is unavailable`),
    info,
  ]);
  for (const at of SIZES) state.writeUInt32BE(state.readUInt32BE(at) + info.length, at);
  state.writeUInt32BE(3, COUNT);
  return state;
}
