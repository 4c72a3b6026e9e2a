// Reads the extensions of one chunk size: `;name`, `;name=token`, `;name="quoted"` (RFC 9112 7.1.1), no blanks.
// They mean nothing to us; they are read only so that nobody can hide a line end in them.

import { CR, tokenCharacter, valueCharacter } from './characters.ts';

const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

type State = 'start' | 'name-first' | 'name' | 'value-first' | 'value' | 'quoted' | 'escaped' | 'quoted-end';
export type ExtensionVerdict = 'more' | 'ended' | 'refused';

export class ExtensionReader {
  private state: State = 'start';

  /** Takes the next byte; `ended` with the CR after a whole extension. */
  take(byte: number): ExtensionVerdict {
    const next = nextState(this.state, byte);
    if (next === 'ended' || next === 'refused') return next;
    this.state = next;
    return 'more';
  }
}

function nextState(state: State, byte: number): State | 'ended' | 'refused' {
  switch (state) {
    case 'start':
      return byte === SEMICOLON ? 'name-first' : 'refused';
    case 'name-first':
      return tokenCharacter[byte] === 1 ? 'name' : 'refused';
    case 'name':
      if (byte === EQUALS) return 'value-first';
      return tokenCharacter[byte] === 1 ? 'name' : afterExtension(byte);
    case 'value-first':
      if (byte === QUOTE) return 'quoted';
      return tokenCharacter[byte] === 1 ? 'value' : 'refused';
    case 'value':
      return tokenCharacter[byte] === 1 ? 'value' : afterExtension(byte);
    case 'quoted':
    case 'escaped':
    case 'quoted-end':
      return nextQuotedState(state, byte);
  }
}

function nextQuotedState(
  state: 'quoted' | 'escaped' | 'quoted-end',
  byte: number,
): ReturnType<typeof nextState> {
  if (state === 'quoted-end') return afterExtension(byte);
  if (state === 'quoted' && byte === QUOTE) return 'quoted-end';
  if (state === 'quoted' && byte === BACKSLASH) return 'escaped';
  return valueCharacter[byte] === 1 ? 'quoted' : 'refused';
}

function afterExtension(byte: number): 'name-first' | 'ended' | 'refused' {
  if (byte === SEMICOLON) return 'name-first';
  return byte === CR ? 'ended' : 'refused';
}
