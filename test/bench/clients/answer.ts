// Reads one answer out of what a socket gave so far.

/** `wrong`: cannot be a 200 with a length, or is longer than it says. */
export type ReadAnswer =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'whole'; readonly body: string; readonly closes: boolean };

/** `text` is latin1: one character a byte. */
export function readAnswer(text: string): ReadAnswer {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return { kind: 'incomplete' };
  const head = text.slice(0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined || !head.startsWith('HTTP/1.1 200 ')) return { kind: 'wrong' };
  const missing = end + 4 + Number(length) - text.length;
  if (missing > 0) return { kind: 'incomplete' };
  if (missing < 0) return { kind: 'wrong' };
  return { kind: 'whole', body: text.slice(end + 4), closes: /\r\nconnection: *close/i.test(head) };
}
