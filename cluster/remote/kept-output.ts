// What a command writes, bounded: the first half of the limit and the last half are kept, the middle is counted.

export type KeptOutput = {
  add(piece: Buffer): void;
  /** The first bytes as text, for what stands in the first line. */
  start(): string;
  /** Head, a line that tells how much is missing, tail. */
  text(): string;
  truncated(): boolean;
};

const startBytes = 64;

export function createKeptOutput(maxBytes: number): KeptOutput {
  const half = Math.max(1, Math.floor(maxBytes / 2));
  const head: Buffer[] = [];
  let headBytes = 0;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let left = 0;

  function addToTail(piece: Buffer): void {
    tail.push(piece);
    tailBytes += piece.length;
    // Joined only when a whole half too much has gathered, so that small pieces do not cost a copy each.
    if (tailBytes < 2 * half) return;
    const all = Buffer.concat(tail);
    left += all.length - half;
    tail = [Buffer.from(all.subarray(all.length - half))];
    tailBytes = half;
  }

  function parts() {
    const all = Buffer.concat(tail);
    const missing = left + Math.max(0, all.length - half);
    return { begin: Buffer.concat(head), missing, end: all.subarray(Math.max(0, all.length - half)) };
  }

  return {
    add(piece) {
      const toHead = piece.subarray(0, Math.max(0, half - headBytes));
      if (toHead.length > 0) {
        head.push(toHead);
        headBytes += toHead.length;
      }
      if (toHead.length < piece.length) addToTail(piece.subarray(toHead.length));
    },
    start: () => Buffer.concat(head.slice(0, startBytes)).subarray(0, startBytes).toString('latin1'),
    text() {
      const { begin, missing, end } = parts();
      if (missing === 0) return decode(Buffer.concat([begin, end]));
      return `${decode(begin)}\n... ${missing} bytes are left out here ...\n${decode(end)}`;
    },
    truncated: () => parts().missing > 0,
  };
}

/** UTF-8; where it is none, a console of Windows has written it, and its western code page is the best guess. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  const broken = text.indexOf('\uFFFD');
  // A character cut in two at either end is no sign of another encoding.
  const cutOnly = broken < 0 || broken < 3 || broken > text.length - 4;
  return cutOnly ? text : new TextDecoder('windows-1252').decode(bytes);
}
