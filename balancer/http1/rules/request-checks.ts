// What must be true between the fields of a request head once all of them are there: Host, framing, Connection,
// Expect. The first fault in this order is the answer.

import { readConnectionOptions } from './connection-options.ts';
import { fieldKind } from './field-kinds.ts';
import type { FieldSection } from './field-section.ts';
import { requestFraming } from './framing.ts';
import type { HeadRead } from './head-reader.ts';
import { isValidHost } from './host.ts';
import type { HeadSettings, RequestLine } from './parsed-request.ts';
import { ParsedRequest } from './parsed-request.ts';
import { parseTarget } from './target.ts';
import { isWebSocketHandshake } from './websocket.ts';

/** Where the head ends and what it is read under. */
type Place = { readonly settings: HeadSettings; readonly next: number };

/** A complete head, or why not: 400 for what is wrong, 417 for an expectation nobody meets, 501 for a coding. */
export function checkRequest(
  section: FieldSection,
  line: RequestLine,
  place: Place,
): HeadRead<ParsedRequest> {
  const target = parseTarget(line.method, line.target);
  if (target.kind === 'invalid') return refused(400, 'target form');
  if (!hostStands(section, line.version)) return refused(400, 'Host');
  if (target.kind === 'absolute' && !isValidHost(target.authority)) return refused(400, 'target authority');
  const framing = requestFraming(section, line.version);
  if (framing.kind === 'refused') return framing;
  const connection = readConnectionOptions(section);
  if (connection === undefined) return refused(400, 'Connection');
  const expectation = readExpectation(section, line.version);
  if (expectation === 'unknown') return refused(417, 'Expect');
  const hasBody = framing.kind !== 'none';
  return {
    kind: 'read',
    next: place.next,
    head: new ParsedRequest({
      method: line.method,
      target: target.target,
      version: line.version,
      client: place.settings.client,
      websocket: !hasBody && isWebSocketHandshake(section, line, connection),
      section: target.kind === 'absolute' ? withHost(section, target.authority) : section,
      framing,
      connection,
      expectsContinue: expectation === 'continue' && hasBody,
      startLineStands: target.kind === 'origin' && line.version === '1.1',
    }),
  };
}

/** RFC 9112 3.2: exactly one valid Host in HTTP/1.1; in HTTP/1.0 it may be missing. */
function hostStands(section: FieldSection, version: '1.0' | '1.1'): boolean {
  const index = section.indexOfKind(fieldKind.host);
  if (index < 0) return version === '1.0';
  if (section.kinds.indexOf(fieldKind.host, index + 1) >= 0) return false;
  return isValidHost(section.value(index));
}

/** RFC 9110 10.1.1: `100-continue` is all there is, and HTTP/1.0 does not know it. */
function readExpectation(section: FieldSection, version: '1.0' | '1.1'): 'none' | 'continue' | 'unknown' {
  const index = section.indexOfKind(fieldKind.expect);
  if (index < 0 || version === '1.0') return 'none';
  const single = section.kinds.indexOf(fieldKind.expect, index + 1) < 0;
  return single && section.value(index).toLowerCase() === '100-continue' ? 'continue' : 'unknown';
}

/** RFC 9112 3.2.2: the authority of an absolute form counts and the Host that came does not. */
function withHost(section: FieldSection, authority: string): FieldSection {
  const index = section.indexOfKind(fieldKind.host);
  if (index < 0) return withNewHost(section, authority);
  if (section.value(index) === authority) return section;
  const start = section.valueStart(index);
  const change = authority.length - (section.valueEnd(index) - start);
  const moved = (mark: number) => (mark > start ? mark + change : mark);
  for (let at = 0; at < section.marks.length; at++) section.marks[at] = moved(section.marks[at] as number);
  section.text =
    section.text.slice(0, start) + authority + section.text.slice(start + authority.length - change);
  section.end += change;
  return section;
}

/** HTTP/1.0 may have come without one. */
function withNewHost(section: FieldSection, authority: string): FieldSection {
  const line = `Host: ${authority}\r\n`;
  const { end } = section;
  section.kinds.push(fieldKind.host);
  section.marks.push(end, end + 4, end + 6, end + 6 + authority.length);
  section.text = section.text.slice(0, end) + line + section.text.slice(end);
  section.end += line.length;
  return section;
}

function refused(status: number, why: string): HeadRead<never> {
  return { kind: 'refused', status, why };
}
