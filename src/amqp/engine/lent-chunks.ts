const FIRST = 1024;
/** Bytes of the largest chunk that is kept for others. */
export const LARGEST_CHUNK: number = 16 * 1024;
/** Chunks that are kept while nobody has them. */
const MOST_SPARE = 64;

const spare: Buffer[] = [];

/** Lends a chunk to a connection that has something to say: most are idle at a time, and need none. */
export function lendChunk(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(FIRST);
}

/** Takes a chunk back, of which nobody knows any more. */
export function takeChunkBack(chunk: Buffer): void {
  if (spare.length < MOST_SPARE && chunk.length <= LARGEST_CHUNK) spare.push(chunk);
}
