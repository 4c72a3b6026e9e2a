// What a changed configuration means for a Fairlead that runs: what is taken up at once, and what only a start can
// change. Pure. A setting that is not named here waits for the next start, so a new one cannot be forgotten silently.

import type { Configuration } from '../../config/schema.ts';

export type ReloadPlan = {
  /** The new configuration, with the running value wherever only a start can change it. */
  readonly effective: Configuration;
  /** Changed settings that are taken up, such as `routing.mode`. */
  readonly applied: readonly string[];
  /** Changed settings that wait for the next start. */
  readonly restart: readonly string[];
};

type Path = readonly string[];
type Change = { readonly path: Path; readonly before: unknown; readonly after: unknown };
type Section = Readonly<Record<string, unknown>>;

/** Settings, and sections as a whole, that the parts take up while they run. */
const live: readonly string[] = [
  'admin.tokens',
  'listen.publicUrl',
  'listen.tls',
  'database',
  'crm.scheme',
  'crm.port',
  'crm.serviceAccount',
  // Of a profile what reading the database and checking need; how requests are read is compiled into the traffic.
  'crm.overrides.parameters',
  'crm.overrides.sql',
  'crm.overrides.lock',
  'crm.overrides.probe',
  'crm.overrides.metadata',
  'crm.overrides.pools',
  'crm.overrides.windows',
  'crm.overrides.roles',
  'crm.overrides.upgrade',
  'servers',
  'cluster.topologyLossShare',
  'cluster.removedServerGraceMs',
  'cluster.staleAfterMs',
  'cluster.minServing',
  'health',
  'warmUp',
  'remote',
  'routing.mode',
  'routing.trustedProxies',
  'routing.unavailable',
  'traffic.closeGraceMs',
  'traffic.drainDelayMs',
  'traffic.limits',
  'storm',
  'ejection',
  'drain',
  'lock',
  'logging',
  'metadata',
  'budget',
  'doctor',
  'files',
  'maintenance',
  'roles',
  'upgrade',
];

/** Holds `next` against what runs. Neither is changed. */
export function planReload(running: Configuration, next: Configuration): ReloadPlan {
  const changes = changesOf([], running, next);
  const waiting = changes.filter((change) => !isLive(change));
  const nameOf = ({ path }: Change) => path.join('.');
  return {
    effective: waiting.reduce(withRunning, next as Section) as unknown as Configuration,
    applied: changes.filter((change) => !waiting.includes(change)).map(nameOf),
    restart: waiting.map(nameOf),
  };
}

/** True where one of the changed settings is, or is within, one of `sections`. */
export function touches(changed: readonly string[], sections: readonly string[]): boolean {
  return changed.some((name) => sections.some((section) => isWithin(name, section)));
}

/** What reads as one value (a list, a server that came or went) is one change. */
function changesOf(path: Path, before: unknown, after: unknown): readonly Change[] {
  if (!isSection(before) || !isSection(after)) return isSame(before, after) ? [] : [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const within = keys.flatMap((key) => changesOf([...path, key], before[key], after[key]));
  // Without a database the first of the servers is the master.
  const moved = path.join('.') === 'servers' && within.length === 0 && !isSameOrder(before, after);
  return moved ? [{ path, before, after }] : within;
}

function isLive({ path, before, after }: Change): boolean {
  const name = path.join('.');
  // A listener cannot begin to speak TLS, or cease to.
  if (name === 'listen.tls') return before !== null && after !== null;
  // Tokens are exchanged one side after the other, while both run.
  if (path[0] === 'peers' && path[1] === 'others' && path[3] === 'token')
    return before !== undefined && after !== undefined;
  return live.some((section) => isWithin(name, section));
}

/** `after` with the running value put back at the place of a change. */
function withRunning(after: Section, { path, before }: Change): Section {
  const [key = '', ...rest] = path;
  const { [key]: inner, ...others } = after;
  if (rest.length > 0) {
    const change = { path: rest, before, after: undefined };
    return { ...after, [key]: withRunning(isSection(inner) ? inner : {}, change) };
  }
  return before === undefined ? others : { ...after, [key]: before };
}

const isWithin = (name: string, section: string) => name === section || name.startsWith(`${section}.`);

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

const isSameOrder = (one: object, other: object) => isSame(Object.keys(one), Object.keys(other));
