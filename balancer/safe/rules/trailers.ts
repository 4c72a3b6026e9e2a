// Which trailers go on: never one that frames, routes, identifies or is read before the body (RFC 9110 6.5.1).

import type { FlatFields } from './fields.ts';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const forbidden = new RegExp(
  `^(?:${[
    'transfer-encoding|content-.*|trailer|te|host|connection|keep-alive|upgrade|proxy.*|max-forwards|expect',
    'authorization|www-authenticate|cookie|set-cookie|location|retry-after|vary|warning|date|age|expires',
    'cache-control|pragma|range|if-.*|forwarded|x-forwarded-.*|x-real-ip|x-request-id|.*_.*',
  ].join('|')})$`,
  'i',
);

/** The trailers that may go on, as pairs in their order. */
export function forwardTrailers(fields: FlatFields): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at] ?? '';
    if (token.test(name) && !forbidden.test(name)) pairs.push([name, fields[at + 1] ?? '']);
  }
  return pairs;
}
