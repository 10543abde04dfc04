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

/** A field as `name:type`, with `!` behind when it must be there. */
function fields(...texts: readonly string[]): readonly Field[] {
  return texts.map((text) => {
    const [name = "", type = "any"] = text.replace("!", "").split(":");
    return { name, type: type as FieldType, required: text.endsWith("!") };
  });
}

const offers = ["offered-capabilities:symbols", "desired-capabilities:symbols", "properties:map"];
const terminus = [
  "address:any",
  "durable:uint",
  "expiry-policy:symbol",
  "timeout:uint",
  "dynamic:boolean",
  "dynamic-node-properties:map",
];

/** The fields of each list that rhea reads, in their order (AMQP 1.0, parts 2.7, 3.5 and 5.3). */
const listsByDescriptor: ReadonlyMap<number, readonly Field[]> = new Map([
  [
    Performative.open,
    fields(
      "container-id:string!",
      "hostname:string",
      "max-frame-size:uint",
      "channel-max:uint",
      "idle-time-out:uint",
      "outgoing-locales:symbols",
      "incoming-locales:symbols",
      ...offers,
    ),
  ],
  [
    Performative.begin,
    fields(
      "remote-channel:uint",
      "next-outgoing-id:uint!",
      "incoming-window:uint!",
      "outgoing-window:uint!",
      "handle-max:uint",
      ...offers,
    ),
  ],
  [
    Performative.attach,
    fields(
      "name:string!",
      "handle:uint!",
      "role:boolean!",
      "snd-settle-mode:uint",
      "rcv-settle-mode:uint",
      "source:source",
      "target:target",
      "unsettled:map",
      "incomplete-unsettled:boolean",
      "initial-delivery-count:uint",
      "max-message-size:ulong",
      ...offers,
    ),
  ],
  [Performative.detach, fields("handle:uint!", "closed:boolean", "error:error")],
  [Performative.end, fields("error:error")],
  [Performative.close, fields("error:error")],
  [Performative.saslMechanisms, fields("sasl-server-mechanisms:symbols!")],
  [Performative.saslInit, fields("mechanism:symbol!", "initial-response:binary", "hostname:string")],
  [Performative.saslChallenge, fields("challenge:binary!")],
  [Performative.saslResponse, fields("response:binary!")],
  [Performative.saslOutcome, fields("code:uint!", "additional-data:binary")],
  [ERROR, fields("condition:symbol!", "description:string", "info:map")],
  [
    SOURCE,
    fields(
      ...terminus,
      "distribution-mode:symbol",
      "filter:map",
      "default-outcome:any",
      "outcomes:symbols",
      "capabilities:symbols",
    ),
  ],
  [TARGET, fields(...terminus, "capabilities:symbols")],
  [COORDINATOR, fields("capabilities:symbols")],
]);

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
  const known = listsByDescriptor.get(descriptor);
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
