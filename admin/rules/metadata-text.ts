// The metadata of the servers for people: what is the case, then a line a server. Pure.

import type { MetadataDocument } from '../operations/metadata.ts';
import { cut, left, printable, widthOf, wrap } from './text-width.ts';

type ServerMetadata = MetadataDocument['servers'][number];

const waits: Readonly<Record<string, string>> = {
  'not-leader': 'another Fairlead does what is to be done',
  running: 'servers are loading',
  quiet: 'waiting until nothing is changed any more',
  retry: 'waiting before it is tried again',
  failed: 'a server did not load it; a person has to look',
  approval: 'waiting for `fairlead metadata reload`',
  'by-hand': 'waiting for a person to do it',
  'server-down': 'waiting for servers that are down',
  budget: 'waiting for free connections of the database',
  'min-serving': 'waiting, since too few servers would take log-ons',
};

const icons: Readonly<Record<ServerMetadata['state'], string>> = {
  fresh: '✔',
  stale: '⚠',
  unknown: '?',
  loading: '◌',
};

/** Lines are never wider than `columns`. */
export function metadataText(metadata: MetadataDocument, columns: number): string {
  const lines = [
    summary(metadata),
    ...lastLook(metadata),
    '',
    ...serverLines(metadata),
    ...details(metadata, columns),
  ];
  return `${lines.map((line) => cut(line, columns)).join('\n')}\n`;
}

/** One server in one line, as progress shows it. */
export function serverProgress({ server, state, last, lastOk }: ServerMetadata): string {
  const told =
    state === 'loading' || last === null || (lastOk === true && state !== 'fresh') ? '' : `: ${last}`;
  return printable(`${icons[state]} ${server} ${state}${told}`);
}

/** What is waited for, where it is worth a line of its own. */
export function waitText({ because }: MetadataDocument): string {
  return because === null || because === 'running' ? '' : `◌ ${waits[because] ?? because}`;
}

function summary({ state, because, until }: MetadataDocument): string {
  switch (state) {
    case 'off':
      return 'Metadata is not looked after (metadata.reload: off, or there is no database).';
    case 'done':
      return '✔ All servers have the metadata of the database.';
    case 'unknown':
      return '? No server is known to be stale, and not all are known to be fresh.';
    case 'reload':
      return '◌ A reload begins.';
    case 'wait':
      return `◌ Not all have it: ${waits[because ?? ''] ?? because}${until === null ? '' : ` (until ${until.slice(11, 19)} UTC)`}.`;
  }
}

function lastLook({ newest, lookedAt, problem }: MetadataDocument): string[] {
  const trouble = problem === null ? [] : [`✖ ${printable(problem)}`];
  if (lookedAt === null)
    return [
      ...trouble,
      'Changes are not seen: crm.overrides.metadata.tables names no tables, or they were not read yet.',
    ];
  return [...trouble, `Newest customization: ${newest ?? 'none'} (time of the database)`];
}

function serverLines({ servers }: MetadataDocument): string[] {
  const width = Math.max(6, ...servers.map(({ server }) => widthOf(printable(server))));
  return [
    `${left('SERVER', width)}  STATE      LOADED                   HOW IT IS KNOWN`,
    ...servers.map((each) => {
      const state = `${icons[each.state]} ${each.state}`;
      const how = each.asked ? `${each.because}, asked for` : each.because;
      return `${left(printable(each.server), width)}  ${left(state, 9)}  ${left(each.stamp ?? '-', 23)}  ${how}`;
    }),
  ];
}

function details({ servers }: MetadataDocument, columns: number): string[] {
  return servers.flatMap(({ server, last, lastOk, stampProblem, instruction }) =>
    [
      lastOk === false ? `${server} failed: ${last}` : '',
      stampProblem === null ? '' : `${server}: ${stampProblem}`,
      instruction === null
        ? ''
        : `${server}, by hand: ${instruction} Then \`fairlead metadata done ${server}\`.`,
    ]
      .filter((text) => text !== '')
      .flatMap((text) => wrap(printable(text), columns)),
  );
}
