// What must hold between the settings of several Fairleads over one cluster.

import type { Finding } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { clash, risk } from './crossing.ts';

/** Nothing to say where there are no others. */
export function peerCrossings(configuration: Configuration): Finding[] {
  const names = Object.keys(configuration.peers.others);
  if (names.length === 0) return [];
  return [...ownFindings(configuration), ...names.flatMap((name) => linkFindings(configuration, name))];
}

function ownFindings({ peers, cluster, admin, database }: Configuration): Finding[] {
  const urls = Object.values(peers.others).map(({ url }) => url);
  return [
    ...when(peers.name === null, () =>
      clash({
        path: ['peers', 'name'],
        message: 'null: the others must know who speaks',
        suggestion: 'give this Fairlead the name it has in their admin.tokens',
        with: [['peers', 'others']],
      }),
    ),
    ...when(cluster.key === null, () =>
      clash({
        path: ['cluster', 'key'],
        message:
          'null: each Fairlead would make a key of its own, and none would know the cookies of another',
        suggestion: 'give all of them the same key',
        with: [['peers', 'others']],
      }),
    ),
    ...when(database === null, () =>
      risk({
        path: ['database'],
        message: 'null: nothing says which of several Fairleads leads, so each would run the jobs',
        suggestion: 'give them the database, or leave jobs to people',
        with: [['peers', 'others']],
      }),
    ),
    ...when(isLoopback(admin.host) && !urls.some((url) => isLoopback(new URL(url).hostname)), () =>
      risk({
        path: ['admin', 'host'],
        message: `${admin.host}: no other machine reaches the admin listener, so the others cannot speak to us`,
        suggestion: 'let it listen on an address they reach, with admin.tls',
        with: [['peers', 'others']],
      }),
    ),
  ];
}

function linkFindings({ peers, admin }: Configuration, name: string): Finding[] {
  const url = peers.others[name]?.url ?? '';
  return [
    ...when(name === peers.name, () =>
      clash({
        path: ['peers', 'others', name],
        message: 'this Fairlead is not one of the others',
        suggestion: 'take it out, or correct peers.name',
        with: [['peers', 'name']],
      }),
    ),
    ...when(!Object.hasOwn(admin.tokens, name), () =>
      clash({
        path: ['peers', 'others', name],
        message: `${name} cannot speak to us: admin.tokens has no token for it`,
        suggestion: `add ${name} to admin.tokens, and give it that token`,
        with: [['admin', 'tokens']],
      }),
    ),
    ...when(/^http:/i.test(url) && !isLoopback(new URL(url).hostname), () =>
      risk({
        path: ['peers', 'others', name, 'url'],
        message: `${url} is plain HTTP: token and sessions can be read on the way`,
        suggestion: 'give its admin listener a certificate (admin.tls) and say https',
      }),
    ),
  ];
}

const when = (isSo: boolean, finding: () => Finding): Finding[] => (isSo ? [finding()] : []);

const isLoopback = (host: string) => /^(localhost|127\.[0-9.]+|\[?::1\]?)$/i.test(host);
