// Reads one large answer in this process and throws it away, piece by piece.

import { connect } from 'node:net';

export type Download = {
  readonly port: number;
  readonly path: string;
  /** What its body must have. */
  readonly bytes: number;
  /** Read at this pace; undefined: as fast as it comes. */
  readonly bytesPerSecond?: number;
  /** Where it is aborted the download ends early, without a fault. */
  readonly signal?: AbortSignal;
};

const paceMs = 50;
const pieceBytes = 262_144;

/** Resolves with the bytes of the body that were read; rejects where the answer is not a whole 200 of that length. */
export function download(plan: Download): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let head = '';
  let body = 0;
  let allowed = plan.bytesPerSecond === undefined ? Number.POSITIVE_INFINITY : 0;
  const take = (count: number, piece: Uint8Array) => {
    allowed -= count;
    if (head.endsWith('\r\n\r\n')) body += count;
    else {
      const text = head + Buffer.from(piece.buffer, piece.byteOffset, count).toString('latin1');
      const end = text.indexOf('\r\n\r\n') + 4;
      head = end < 4 ? text : text.slice(0, end);
      if (end >= 4) body = text.length - end;
      if (end >= 4 && !isWhole(head, plan.bytes)) socket.destroy();
    }
    if (body >= plan.bytes) socket.destroy();
    return allowed > 0;
  };
  const socket = connect({
    port: plan.port,
    host: '127.0.0.1',
    onread: { buffer: new Uint8Array(pieceBytes), callback: take },
  });
  socket.write(`GET ${plan.path} HTTP/1.1\r\nHost: crm.example.com\r\n\r\n`);
  const { bytesPerSecond = 0 } = plan;
  const pace = setInterval(() => {
    allowed = Math.min(allowed, 0) + (bytesPerSecond * paceMs) / 1000;
    if (allowed > 0) socket.resume();
  }, paceMs);
  if (bytesPerSecond === 0) clearInterval(pace);
  plan.signal?.addEventListener('abort', () => socket.destroy(), { once: true });
  socket.on('error', reject);
  socket.on('close', () => {
    clearInterval(pace);
    const right = isWhole(head, plan.bytes);
    if (right && (body === plan.bytes || plan.signal?.aborted)) resolve(body);
    else reject(new Error(`port ${plan.port}: ${body} of ${plan.bytes} bytes, head: ${head.slice(0, 200)}`));
  });
  return promise;
}

/** A 200 with its length. */
function isWhole(head: string, bytes: number): boolean {
  if (!head.startsWith('HTTP/1.1 200 ')) return false;
  return new RegExp(`\\r\\ncontent-length: *${bytes}\\r\\n`, 'i').test(head);
}
