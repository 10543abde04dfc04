/** Bytes beside its own that what is kept may hold on to. */
const TOLERATED = 1024;

/**
 * The bytes, for whoever keeps them a while: copied when they are a small part of what came with them, which would be
 * kept too. A socket's chunk has up to 64 kB.
 */
export function compacted(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength <= 2 * bytes.length + TOLERATED) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
