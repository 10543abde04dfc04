/** Bytes of a protocol header: `AMQP`, the protocol's number, and its version (AMQP 1.0, part 2.2). */
export const HEADER_SIZE = 8;

/** The headers that begin the layers spoken here. */
export const amqpHeader: Buffer = Buffer.from("AMQP\x00\x01\x00\x00", "latin1");
export const saslHeader: Buffer = Buffer.from("AMQP\x03\x01\x00\x00", "latin1");

/** A header that means nothing here begins TLS inside of the connection, another version, or something unknown. */
export type HeaderName = "AMQP header" | "SASL header" | "other header";

/** Which of the headers the 8 bytes are. */
export function headerName(bytes: Buffer): HeaderName {
  if (bytes.equals(amqpHeader)) return "AMQP header";
  return bytes.equals(saslHeader) ? "SASL header" : "other header";
}

const protocols = new Map([
  [0, "AMQP"],
  [2, "TLS"],
  [3, "SASL"],
]);

/** A header in words: `AMQP 1.0.0`. */
export function describeHeader(bytes: Buffer): string {
  const protocol = bytes[4] as number;
  return `${protocols.get(protocol) ?? `protocol ${protocol}`} ${[...bytes.subarray(5, HEADER_SIZE)].join(".")}`;
}

/** Says why nothing can come of a peer that begins with such a header. Versions before 1.0 use the bytes otherwise. */
export function unsupported(bytes: Buffer): string {
  const [protocol, ...version] = bytes.subarray(4, HEADER_SIZE);
  if (protocol === 0 && version[0] === 0 && version[1] === 9) {
    return `unsupported AMQP version: 0-9${version[2] === 0 ? "" : `-${version[2]}`}`;
  }
  if (protocol === 1 && version[0] === 1) return "unsupported AMQP version: 0-9 or 0-10";
  return `unsupported protocol: ${describeHeader(bytes)}`;
}
