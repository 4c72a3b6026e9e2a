// What a SOAP request says at its beginning: its session id (in the XML header, F3), that it logs on or off.
// Works on bytes and copies nothing but the id, since a logon carries a password.

import type { Patterns } from './patterns.ts';

export type SoapRequest = {
  readonly sid: string | undefined;
  readonly logsOn: boolean;
  readonly logsOff: boolean;
};

const open = 0x3c;
const longestId = 64;

/** Reads the first bytes of a SOAP body. An id that does not match the profile's pattern whole counts as none. */
export function readSoap(body: Uint8Array, patterns: Patterns): SoapRequest {
  const sid = sessionIdIn(body, patterns);
  return {
    sid,
    logsOn: sid === undefined && hasMarker(body, patterns.soapLogOnMarker),
    logsOff: sid !== undefined && hasMarker(body, patterns.soapLogOffMarker),
  };
}

function sessionIdIn(body: Uint8Array, { soapElement, sid }: Patterns): string | undefined {
  for (let at = body.indexOf(open); at >= 0; at = body.indexOf(open, at + 1)) {
    const name = afterPrefix(body, at + 1);
    if (!isElement(body, name, soapElement)) continue;
    const id = textAfterTag(body, name);
    if (id !== undefined && sid.test(id)) return id;
  }
  return undefined;
}

/** A marker that begins with `<` is an element with or without a prefix, any other a text. */
function hasMarker(body: Uint8Array, marker: string): boolean {
  if (!marker.startsWith('<')) return containsText(body, marker);
  const element = marker.slice(1);
  for (let at = body.indexOf(open); at >= 0; at = body.indexOf(open, at + 1)) {
    if (isElement(body, afterPrefix(body, at + 1), element)) return true;
  }
  return false;
}

/** Where the local name begins: `<tns:logon` and `<logon` are alike. */
function afterPrefix(body: Uint8Array, start: number): number {
  for (let index = start; index < Math.min(body.length, start + longestId); index++) {
    const code = body[index] ?? 0;
    if (code === 0x3a) return index + 1;
    if (!isNameByte(code)) return start;
  }
  return start;
}

function isElement(body: Uint8Array, start: number, name: string): boolean {
  return matchesAt(body, start, name) && !isNameByte(body[start + name.length] ?? 0x20);
}

function matchesAt(body: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (body[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function containsText(body: Uint8Array, text: string): boolean {
  const first = text.charCodeAt(0);
  for (let at = body.indexOf(first); at >= 0; at = body.indexOf(first, at + 1)) {
    if (matchesAt(body, at, text)) return true;
  }
  return false;
}

function textAfterTag(body: Uint8Array, start: number): string | undefined {
  const close = body.indexOf(0x3e, start);
  if (close < 0) return undefined;
  const end = body.indexOf(open, close);
  if (end < 0 || end - close > longestId) return undefined;
  return String.fromCharCode(...body.subarray(close + 1, end)).trim();
}

function isNameByte(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f
  );
}
