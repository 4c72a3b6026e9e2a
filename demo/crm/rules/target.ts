// Which part of a CRM server a request is for, from its target alone. Reads no body and no state.

import { paths } from './paths.ts';

/** What a target asks for. IIS answers `start`, `static` and `unknown` itself; Tomcat answers `sdata`. */
export type TargetKind =
  | 'root'
  | 'start'
  | 'log-on'
  | 'session'
  | 'custom'
  | 'static'
  | 'soap'
  | 'sdata'
  | 'sysadmin'
  | 'metadata'
  | 'socket'
  | 'unknown';

/** A request target taken apart. `path` keeps its case; parameter names are compared without regard to it. */
export type Target = {
  readonly kind: TargetKind;
  readonly path: string;
  parameter(name: string): string | undefined;
};

const exact: readonly (readonly [string, TargetKind])[] = [
  ['/', 'root'],
  ['/crm', 'root'],
  [paths.start.toLowerCase(), 'start'],
  [paths.logOn.toLowerCase(), 'log-on'],
  [paths.session.toLowerCase(), 'session'],
  [paths.soap.toLowerCase(), 'soap'],
  [paths.sysadmin.toLowerCase(), 'sysadmin'],
  [paths.metadata.toLowerCase(), 'metadata'],
  [paths.socket.toLowerCase(), 'socket'],
];

const prefixes: readonly (readonly [string, TargetKind])[] = [
  [paths.sdata.toLowerCase(), 'sdata'],
  [paths.custom.toLowerCase(), 'custom'],
  ['/crm/themes/', 'static'],
  ['/crm/img/', 'static'],
  ['/crm/js/', 'static'],
  ['/crm/reports/', 'static'],
];

/** Takes a target in origin form (`/path?query`) apart. Never throws; what it does not know is `unknown`. */
export function parseTarget(target: string): Target {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  const values = new Map<string, string>();
  for (const [name, value] of query)
    if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
  return { kind: kindOf(path.toLowerCase()), path, parameter: (name) => values.get(name.toLowerCase()) };
}

function kindOf(path: string): TargetKind {
  const same = exact.find(([known]) => known === path);
  if (same) return same[1];
  return prefixes.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'unknown';
}
