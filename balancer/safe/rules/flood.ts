// Whether a body is mostly framing: chunk extensions without end cost work and bring nothing (CVE-2024-22019).
// The parser limits the extension of one chunk; this limits what all of them come to.

/** What may be on the wire beside the body: read ahead, and records of TLS. */
const spareBytes = 262_144;
/** One byte a chunk, each in a TLS record of its own, is the worst that honest clients do. */
const wireBytesPerByte = 64;

/** True if `wireBytes` are too many for a body of which `bodyBytes` have come. */
export function isFlood(wireBytes: number, bodyBytes: number): boolean {
  return wireBytes > spareBytes + bodyBytes * wireBytesPerByte;
}
