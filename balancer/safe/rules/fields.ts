// Fields as node:http gives them raw: name, value, name, value ... in one flat list, bytes as latin1.
// Looks up and rewrites such lists; knows nothing of requests or answers.

import type { FieldEdits } from '../../engine.ts';

export type FlatFields = readonly string[];

/**
 * Fields of one hop (RFC 9110 7.6.1, 11.7), `Proxy`, which poisons CGI-like servers (CVE-2016-5385), and names that
 * such servers cannot tell from the forwarding fields of a proxy.
 */
const ofThisHop: ReadonlySet<string> = new Set([
  ...['connection', 'transfer-encoding', 'keep-alive', 'upgrade', 'te', 'trailer', 'http2-settings'],
  ...['proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'proxy'],
  ...['x_forwarded_for', 'x_forwarded_proto', 'x_forwarded_host', 'x_forwarded_port'],
  ...['x_real_ip', 'x_original_url', 'x_rewrite_url'],
]);

const framingTwin = /^(?:content_length|transfer_encoding)$/i;

/** All values of a field in order; `name` in lower case. */
export function valuesOf(fields: FlatFields, name: string): readonly string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (sameName(fields[at], name)) values.push(fields[at + 1] ?? '');
  }
  return values;
}

/** First value of a field, or undefined. */
export function firstValueOf(fields: FlatFields, name: string): string | undefined {
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (sameName(fields[at], name)) return fields[at + 1];
  }
  return undefined;
}

export type PassPlan = {
  /** Lower-case names that Connection named. */
  readonly named: readonly string[];
  /** Lower-case names the engine writes itself. */
  readonly own: readonly string[];
  readonly edits: FieldEdits;
};

/** The fields that go on: those of this hop left out, then the edits, all else in case and order. */
export function passOn(fields: FlatFields, plan: PassPlan): string[] {
  const { edits } = plan;
  const passed: string[] = [];
  const replaced = new Set<string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at] ?? '';
    const lower = name.toLowerCase();
    if (ofThisHop.has(lower) || plan.named.includes(lower) || plan.own.includes(lower)) continue;
    if (edits.drop.includes(lower) || replaced.has(lower)) continue;
    const replacement = edits.replace.get(lower);
    if (replacement !== undefined) replaced.add(lower);
    passed.push(name, replacement ?? fields[at + 1] ?? '');
  }
  passed.push(...edits.append);
  return passed;
}

/** True for a name that CGI-like servers cannot tell from one that frames. */
export function hasFramingTwin(fields: FlatFields): boolean {
  return fields.some((name, at) => at % 2 === 0 && framingTwin.test(name));
}

function sameName(found: string | undefined, lower: string): boolean {
  return found !== undefined && found.length === lower.length && found.toLowerCase() === lower;
}
