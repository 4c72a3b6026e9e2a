// Bytes of a Windows text file as text: by its byte order mark, else UTF-8, else the western code page.

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** `cut`: the bytes may end in the middle of a character. */
export function decodeText(
  bytes: Uint8Array,
  cut: boolean,
): { readonly text: string; readonly encoding: TextEncoding } {
  const encoding = encodingOf(bytes, cut);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function encodingOf(bytes: Uint8Array, cut: boolean): TextEncoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
