// What must hold between the settings of several Fairleads over one cluster.

import type { Finding } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { clash, risk } from './crossing.ts';

export function peerCrossings({ peers, cluster, admin }: Configuration): Finding[] {
  const names = Object.keys(peers.others);
  if (names.length === 0) return [];
  const found: Finding[] = [];
  if (peers.name === null)
    found.push(
      clash({
        path: ['peers', 'name'],
        message: 'null: the others must know who speaks',
        suggestion: 'give this Fairlead the name it has in their admin.tokens',
        with: [['peers', 'others']],
      }),
    );
  if (cluster.key === null)
    found.push(
      clash({
        path: ['cluster', 'key'],
        message:
          'null: each Fairlead would make a key of its own, and none would know the cookies of another',
        suggestion: 'give all of them the same key',
        with: [['peers', 'others']],
      }),
    );
  for (const name of names) {
    if (!Object.hasOwn(admin.tokens, name))
      found.push(
        clash({
          path: ['peers', 'others', name],
          message: `${name} cannot speak to us: admin.tokens has no token for it`,
          suggestion: `add ${name} to admin.tokens, and give it that token`,
          with: [['admin', 'tokens']],
        }),
      );
    const url = peers.others[name]?.url ?? '';
    if (/^http:/i.test(url) && !/^http:\/\/(localhost|127\.|\[::1\])/i.test(url))
      found.push(
        risk({
          path: ['peers', 'others', name, 'url'],
          message: `${url} is plain HTTP: token and sessions can be read on the way`,
          suggestion: 'give its admin listener a certificate (admin.tls) and say https',
        }),
      );
  }
  if (names.includes(peers.name ?? ''))
    found.push(
      clash({
        path: ['peers', 'others', peers.name ?? ''],
        message: 'this Fairlead is not one of the others',
        suggestion: 'take it out, or correct peers.name',
        with: [['peers', 'name']],
      }),
    );
  return found;
}
