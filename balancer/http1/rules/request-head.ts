// Reads one request head: a strict subset of what RFC 9112 allows and of what llhttp accepts, with the same meaning.
// Whatever is doubtful is refused. Never looks at the body.

import { CR, LF, SPACE, targetCharacter, tokenCharacter } from './characters.ts';
import { FieldSection } from './field-section.ts';
import type { HeadCursor, HeadRead } from './head-reader.ts';
import { createCursor, readFields, readLineEnd, refuse, stopped } from './head-reader.ts';
import { methodAt } from './methods.ts';
import type { HeadSettings, ParsedRequest, RequestLine } from './parsed-request.ts';
import { checkRequest } from './request-checks.ts';

const longestMethod = 24;
const versionLength = 8;

/** Reads the request head that begins at `start`; the same bytes give the same result however they arrive. */
export function parseRequestHead(
  buffer: Buffer,
  start: number,
  end: number,
  settings: HeadSettings,
): HeadRead<ParsedRequest> {
  const { limits } = settings;
  const from = skipEmptyLines(buffer, start, end);
  const cursor = createCursor(buffer, from, end, limits.headBytes);
  const section = new FieldSection();
  const line: RequestLine = { method: '', target: '', version: '1.1' };
  const complete =
    readMethod(cursor, line) &&
    readTarget(cursor, line, limits.targetBytes) &&
    readVersion(cursor, line) &&
    readFields(cursor, section, limits.fieldCount);
  if (!complete) return stopped(cursor, limits.headBytes);
  section.text = buffer.toString('latin1', from, cursor.at);
  return checkRequest(section, line, { settings, next: cursor.at });
}

/** RFC 9112 2.2: an empty line before a request is forgiven; two at most, and only whole ones. */
function skipEmptyLines(buffer: Buffer, start: number, end: number): number {
  let at = start;
  while (at + 1 < end && at < start + 4 && buffer[at] === CR && buffer[at + 1] === LF) at += 2;
  return at;
}

function readMethod(cursor: HeadCursor, line: RequestLine): boolean {
  const { buffer, end, at: start } = cursor;
  let at = start;
  while (at < end && tokenCharacter[buffer[at] as number] === 1 && at - start <= longestMethod) at++;
  if (at >= end) return false;
  // A single CR that may become an empty line: nothing can be said yet.
  if (at === start && buffer[at] === CR && at + 1 >= end) return false;
  const tooLong = at - start > longestMethod;
  if (at === start || (buffer[at] !== SPACE && !tooLong)) return refuse(cursor, 400, 'method');
  const method = methodAt(buffer, start, at);
  if (method === undefined) return refuse(cursor, 501, 'method not known');
  if (method === 'CONNECT') return refuse(cursor, 501, 'CONNECT');
  if (method === 'TRACE') return refuse(cursor, 405, 'TRACE');
  line.method = method;
  cursor.at = at + 1;
  return true;
}

function readTarget(cursor: HeadCursor, line: RequestLine, targetBytes: number): boolean {
  const { buffer, end, at: start } = cursor;
  let at = start;
  while (at < end && targetCharacter[buffer[at] as number] === 1) at++;
  if (at - start > targetBytes) return refuse(cursor, 414, 'target too long');
  if (at >= end) return false;
  if (at === start || buffer[at] !== SPACE) return refuse(cursor, 400, 'target');
  line.target = buffer.toString('latin1', start, at);
  cursor.at = at + 1;
  return true;
}

function readVersion(cursor: HeadCursor, line: RequestLine): boolean {
  const { buffer, end, at: start } = cursor;
  const there = Math.min(end - start, versionLength);
  for (let index = 0; index < there; index++) {
    const byte = buffer[start + index] as number;
    const digit = byte >= 0x30 && byte <= 0x39;
    const fits = index === 5 || index === 7 ? digit : byte === 'HTTP/d.d'.charCodeAt(index);
    if (!fits) return refuse(cursor, 400, 'version');
  }
  if (there < versionLength) return false;
  if (!readLineEnd(cursor, start + versionLength)) return false;
  const major = buffer[start + 5];
  const minor = buffer[start + 7];
  if (major !== 0x31 || (minor !== 0x30 && minor !== 0x31)) return refuse(cursor, 505, 'version');
  line.version = minor === 0x31 ? '1.1' : '1.0';
  return true;
}
