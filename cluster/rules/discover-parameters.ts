// Which rows of the settings table are the four whose names nobody documented (F1)? Judged by name and by value.

import type { ParameterNames } from '../crm.ts';
import { parseAddresses } from './addresses.ts';
import { counted } from './counted.ts';
import { parseHost } from './origin.ts';
import { type Confidence, type Fit, type Proposal, propose, type Wanted } from './proposal.ts';
import { parseBoolean, parseList } from './setting-values.ts';

/** A live row; the value of a secret is not there. */
export type ShownRow = { readonly name: string; readonly value: string | null; readonly secret: boolean };

/** How a value fits: `empty` says nothing, `wrong` speaks against. */
type ValueFit = { readonly kind: 'fits' | 'half' | 'empty' | 'wrong'; readonly because: string };

type Thing = { readonly name: string; readonly shown: string | undefined; readonly value: string };

type Trait = {
  readonly key: 'ownBalancing' | 'dtlsServer' | 'fullyQualifiedNames' | 'distributedAddresses';
  readonly caption: string;
  readonly names: RegExp;
  /** A weaker name, taken with a fitting value only. */
  readonly hints: RegExp;
  readonly value: (value: string, servers: readonly string[]) => ValueFit;
  /** True where a fitting value alone is worth a look. */
  readonly byValue: boolean;
};

const traits: readonly Trait[] = [
  {
    key: 'ownBalancing',
    caption: 'Do Load Balancing',
    names: /load.{0,3}balanc/i,
    hints: /balanc/i,
    value: (value) =>
      parseBoolean(value) === undefined
        ? { kind: 'wrong', because: 'is no yes or no' }
        : { kind: 'fits', because: 'is a yes or no' },
    byValue: false,
  },
  {
    key: 'dtlsServer',
    caption: 'DTLS Server Name',
    names: /dtls/i,
    hints: /detach|tls/i,
    value: fitsServer,
    byValue: true,
  },
  {
    key: 'fullyQualifiedNames',
    caption: 'Fully qualified CRM web server names',
    names: /fully|qualified|fqdn|fqn/i,
    hints: /full|domain|dns|host.?name/i,
    value: fitsFullNames,
    byValue: true,
  },
  {
    key: 'distributedAddresses',
    caption: 'Distributed CRM web server IP addresses',
    names: /distribut/i,
    hints: /address|(^|[^a-z])ips?([^a-z]|$)|[a-z]IPs?([A-Z_]|$)/,
    value: fitsAddresses,
    byValue: true,
  },
];

const longestShown = 120;

/** Proposals for the four, in their order; a row the profile names already and that is there is `set`. */
export function discoverParameters(rows: readonly ShownRow[], parameters: ParameterNames): Proposal[] {
  const value = (name: string) => rows.find((row) => same(row.name, name))?.value;
  const servers = parseList(value(parameters.serverNames)).filter((name) => name !== '');
  const { serverNames, httpPort, version, lockedBy, lockedSince } = parameters;
  const known = [serverNames, httpPort, version, lockedBy, lockedSince, ...parameters.secret];
  const things = rows
    .filter((row) => !row.secret && !known.some((name) => same(name, row.name)))
    .map((row) => ({ name: row.name, shown: shown(row.value), value: (row.value ?? '').trim() }));
  const wanted = traits.map((trait): Wanted<Thing> => {
    const now = parameters[trait.key];
    const isThere = now !== null && things.some((thing) => same(thing.name, now));
    return {
      setting: `parameters.${trait.key}`,
      caption: trait.caption,
      fit: (thing) => (isThere ? fitSet(thing, now) : fitTrait(trait, thing, servers)),
    };
  });
  return propose(wanted, things);
}

function fitSet(thing: Thing, now: string): Fit | undefined {
  return same(thing.name, now)
    ? { score: 100, confidence: 'set', because: 'the profile names it' }
    : undefined;
}

function fitTrait(trait: Trait, thing: Thing, servers: readonly string[]): Fit | undefined {
  const named = trait.names.test(thing.name) ? 6 : trait.hints.test(thing.name) ? 2 : 0;
  const value: ValueFit =
    thing.value === '' ? { kind: 'empty', because: 'has no value' } : trait.value(thing.value, servers);
  const worth = { fits: 4, half: 2, empty: 0, wrong: -5 }[value.kind];
  const score = named + worth;
  if (score <= 0 || (named === 0 && !(trait.byValue && value.kind === 'fits'))) return undefined;
  if (named === 2 && value.kind !== 'fits' && value.kind !== 'half') return undefined;
  return { score, confidence: confidenceOf(named, value.kind), because: reason(named, value) };
}

function confidenceOf(named: number, kind: ValueFit['kind']): Confidence {
  if (named === 6 && kind === 'fits') return 'certain';
  if (named === 6 && kind !== 'wrong') return 'likely';
  return named === 2 && kind === 'fits' ? 'likely' : 'weak';
}

function reason(named: number, value: ValueFit): string {
  const name = ['its name says nothing', 'its name may mean it', 'its name says so'][
    named === 6 ? 2 : named === 2 ? 1 : 0
  ];
  return `${name}, and the value ${value.because}`;
}

function fitsServer(value: string, servers: readonly string[]): ValueFit {
  const entries = parseList(value);
  const names = servers.map((name) => name.toLowerCase());
  const name = (entries[0] ?? '').toLowerCase();
  if (entries.length !== 1 || parseBoolean(name) !== undefined)
    return { kind: 'wrong', because: 'is not one name' };
  if (names.includes(name)) return { kind: 'fits', because: 'is the name of a server' };
  return names.includes(name.split('.')[0] ?? '')
    ? { kind: 'fits', because: 'is the full name of a server' }
    : { kind: 'half', because: 'is no server of the list' };
}

function fitsFullNames(value: string, servers: readonly string[]): ValueFit {
  const entries = parseList(value);
  const isAddress = parseAddresses(value).some((address) => address.kind !== 'none');
  const dotted = entries.filter((entry) => entry.includes('.') && parseHost(entry) !== undefined);
  const blank = entries.filter((entry) => entry === '');
  if (isAddress || dotted.length === 0 || dotted.length + blank.length !== entries.length) {
    return { kind: 'wrong', because: 'is no list of full names' };
  }
  const begins = servers.filter((name, index) =>
    same((entries[index] ?? '').split('.')[0] ?? '', name),
  ).length;
  if (entries.length === servers.length && begins > 0) {
    return { kind: 'fits', because: `has ${entries.length} full names that begin like the servers` };
  }
  return {
    kind: 'half',
    because: `has ${counted(entries.length, 'full name')} for ${counted(servers.length, 'server')}`,
  };
}

function fitsAddresses(value: string, servers: readonly string[]): ValueFit {
  const entries = parseAddresses(value).filter((address) => address.text !== '');
  if (entries.length === 0 || entries.some((address) => address.kind === 'none')) {
    return { kind: 'wrong', because: 'is no list of addresses' };
  }
  return entries.length === servers.length
    ? { kind: 'fits', because: `has ${entries.length} addresses, as many as there are servers` }
    : {
        kind: 'half',
        because: `has ${counted(entries.length, 'address', 'addresses')} for ${counted(servers.length, 'server')}`,
      };
}

function shown(value: string | null): string | undefined {
  if (value === null) return undefined;
  return value.length > longestShown ? `${value.slice(0, longestShown)}…` : value;
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
