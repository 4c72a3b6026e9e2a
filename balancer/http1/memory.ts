// Gives the memory of a read buffer back at once. V8 looks at memory outside its heap only when 64 MB of it have
// come together, so that a long upload would hold that much of dead buffers.

/** Smaller ones are not worth the call. */
const leastBytes = 4096;

/** True if nobody else can see the bytes' memory: no part of a pool, no slice of something larger. */
export function isWhole(bytes: Buffer): boolean {
  return bytes.length >= leastBytes && bytes.length === bytes.buffer.byteLength;
}

/** Frees the memory under `bytes`, which are empty from then on. Only for bytes that are whole, and ours. */
export function freeMemory(bytes: Buffer): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
