// Which trailers of a chunked body pass: those that cannot change what the head has said (RFC 9110 6.5.1).
// The others are left out without a word; a trailer that is merged into a head is what attacks want.

import { fieldKind } from './field-kinds.ts';
import type { FieldSection } from './field-section.ts';

/** Framing, routing, credentials, modifiers, content format, and who the client says it is. */
const misleading =
  /^(?:content-.*|accept.*|if-.*|proxy-.*|x-forwarded-.*|authorization|www-authenticate|cookie|set-cookie|forwarded|x-real-ip|x-original-url|x-rewrite-url|cache-control|pragma|expires|age|vary|location|retry-after|range|etag|last-modified)$/;

/** Fields that llhttp obeys wherever they stand, and that the head has settled. */
const settled: ReadonlySet<number> = new Set([
  fieldKind.contentLength,
  fieldKind.transferEncoding,
  fieldKind.connection,
  fieldKind.proxyConnection,
  fieldKind.upgrade,
]);

/** True if a trailer speaks of framing or of the connection: such a body is refused. */
export function contradictsHead(section: FieldSection): boolean {
  return section.kinds.some((kind) => settled.has(kind));
}

/** The lines of a trailer section that pass, each with its line end. */
export function passingTrailers(section: FieldSection): string {
  let lines = '';
  for (let index = 0; index < section.count; index++) {
    const name = section.name(index);
    const plain = section.kinds[index] === fieldKind.other;
    if (!plain || misleading.test(name.toLowerCase().replaceAll('_', '-'))) continue;
    lines += `${name}: ${section.value(index)}\r\n`;
  }
  return lines;
}
