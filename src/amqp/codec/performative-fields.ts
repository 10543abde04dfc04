import { EncodingError, FormatCode, type Reader } from "./encoding.js";
import { Performative } from "./performatives.js";
import { ProtocolViolation } from "./violation.js";

type FieldType =
  | "string"
  | "symbol"
  | "symbols"
  | "binary"
  | "boolean"
  | "uint"
  | "ulong"
  | "map"
  | "error"
  | "source"
  | "target"
  | "any";

interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
}

/** A described list, as performatives, termini and delivery states are. */
export interface DescribedList {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** Descriptor codes of the types that occur in fields (AMQP 1.0, parts 2.8, 3.5 and 4.5). */
const ERROR = 0x1d;
const SOURCE = 0x28;
const TARGET = 0x29;
const COORDINATOR = 0x30;

const { null: NULL, described: DESCRIBED } = FormatCode;

const codesOf: Readonly<Record<FieldType, readonly number[]>> = {
  string: [FormatCode.str8, FormatCode.str32],
  symbol: [FormatCode.sym8, FormatCode.sym32],
  symbols: [FormatCode.sym8, FormatCode.sym32, FormatCode.array8, FormatCode.array32],
  binary: [FormatCode.vbin8, FormatCode.vbin32],
  boolean: [FormatCode.true, FormatCode.false, FormatCode.boolean],
  // Peers differ in how wide they write small numbers.
  uint: [FormatCode.uint0, FormatCode.smallUint, FormatCode.uint, FormatCode.ubyte, FormatCode.ushort],
  ulong: [
    FormatCode.ulong0,
    FormatCode.smallUlong,
    FormatCode.ulong,
    FormatCode.uint0,
    FormatCode.smallUint,
    FormatCode.uint,
  ],
  map: [FormatCode.map8, FormatCode.map32],
  error: [DESCRIBED],
  source: [DESCRIBED],
  target: [DESCRIBED],
  any: [],
};

/** @param words its name, and each field as `name:type`, with `!` behind when it must be there */
function list(descriptor: number, words: string): [number, DescribedList] {
  const [name = "", ...texts] = words.split(" ");
  const fields = texts.map((text) => {
    const [field = "", type = "any"] = text.replace("!", "").split(":");
    return { name: field, type: type as FieldType, required: text.endsWith("!") };
  });
  return [descriptor, { name, fields }];
}

const OFFERS = "offered-capabilities:symbols desired-capabilities:symbols properties:map";
const TERMINUS =
  "address:any durable:uint expiry-policy:symbol timeout:uint dynamic:boolean dynamic-node-properties:map";

/** The meaning of lists, and their fields in order (AMQP 1.0, parts 2.7, 2.8, 3.4, 3.5, 4.5 and 5.3). */
const listsByDescriptor: ReadonlyMap<number, DescribedList> = new Map([
  list(
    Performative.open,
    `open container-id:string! hostname:string max-frame-size:uint channel-max:uint idle-time-out:uint outgoing-locales:symbols incoming-locales:symbols ${OFFERS}`,
  ),
  list(
    Performative.begin,
    `begin remote-channel:uint next-outgoing-id:uint! incoming-window:uint! outgoing-window:uint! handle-max:uint ${OFFERS}`,
  ),
  list(
    Performative.attach,
    `attach name:string! handle:uint! role:boolean! snd-settle-mode:uint rcv-settle-mode:uint source:source target:target unsettled:map incomplete-unsettled:boolean initial-delivery-count:uint max-message-size:ulong ${OFFERS}`,
  ),
  list(
    Performative.flow,
    "flow next-incoming-id:uint incoming-window:uint! next-outgoing-id:uint! outgoing-window:uint! handle:uint delivery-count:uint link-credit:uint available:uint drain:boolean echo:boolean properties:map",
  ),
  list(
    Performative.transfer,
    "transfer handle:uint! delivery-id:uint delivery-tag:binary message-format:uint settled:boolean more:boolean rcv-settle-mode:uint state:any resume:boolean aborted:boolean batchable:boolean",
  ),
  list(
    Performative.disposition,
    "disposition role:boolean! first:uint! last:uint settled:boolean state:any batchable:boolean",
  ),
  list(Performative.detach, "detach handle:uint! closed:boolean error:error"),
  list(Performative.end, "end error:error"),
  list(Performative.close, "close error:error"),
  list(Performative.saslMechanisms, "sasl-mechanisms sasl-server-mechanisms:symbols!"),
  list(Performative.saslInit, "sasl-init mechanism:symbol! initial-response:binary hostname:string"),
  list(Performative.saslChallenge, "sasl-challenge challenge:binary!"),
  list(Performative.saslResponse, "sasl-response response:binary!"),
  list(Performative.saslOutcome, "sasl-outcome code:uint! additional-data:binary"),
  list(ERROR, "error condition:symbol! description:string info:map"),
  list(0x23, "received section-number:uint! section-offset:ulong!"),
  list(0x24, "accepted"),
  list(0x25, "rejected error:error"),
  list(0x26, "released"),
  list(0x27, "modified delivery-failed:boolean undeliverable-here:boolean message-annotations:map"),
  list(
    SOURCE,
    `source ${TERMINUS} distribution-mode:symbol filter:map default-outcome:any outcomes:symbols capabilities:symbols`,
  ),
  list(TARGET, `target ${TERMINUS} capabilities:symbols`),
  list(COORDINATOR, "coordinator capabilities:symbols"),
]);

/** The list of that descriptor; undefined for one that is not known. */
export function describedList(descriptor: number): DescribedList | undefined {
  return listsByDescriptor.get(descriptor);
}

const descriptorsOf: Partial<Readonly<Record<FieldType, readonly number[]>>> = {
  error: [ERROR],
  source: [SOURCE],
  target: [TARGET, COORDINATOR],
};

/**
 * Checks that the fields of a list, which has been walked before, are of the types they should be and that those
 * which must be there are. rhea takes what comes for what it expects.
 */
export function checkFields(reader: Reader, descriptor: number): void {
  const known = listsByDescriptor.get(descriptor)?.fields;
  if (known === undefined) throw new EncodingError(`an unknown type 0x${descriptor.toString(16)}`);
  const { count } = reader.list();
  if (count > known.length) throw new EncodingError("a list with more fields than its type has");
  known.forEach((field, index) => {
    if (index >= count || reader.peek() === NULL) {
      if (field.required) throw new ProtocolViolation("amqp:invalid-field", `${field.name} is missing`);
      if (index < count) reader.skip();
      return;
    }
    checkField(reader, field);
  });
}

function checkField(reader: Reader, { name, type }: Field): void {
  const codes = codesOf[type];
  if (codes.length > 0 && !codes.includes(reader.peek())) {
    throw new ProtocolViolation("amqp:invalid-field", `${name} is no ${type}`);
  }
  const inner = descriptorsOf[type];
  if (inner === undefined) {
    reader.skip();
    return;
  }
  const descriptor = reader.descriptor();
  if (!inner.includes(descriptor)) throw new ProtocolViolation("amqp:invalid-field", `${name} is no ${type}`);
  checkFields(reader, descriptor);
}
