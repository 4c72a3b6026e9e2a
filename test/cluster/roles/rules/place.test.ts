// Where a role may go, what the leader moves by itself, and what is refused.

import t from 'tap';
import { ownMove } from '../../../../cluster/roles/rules/own-move.ts';
import { bestPlace, refusalOf } from '../../../../cluster/roles/rules/place.ts';
import { standingOf } from '../../../../cluster/roles/rules/standing.ts';
import { placesFrom, roleOf, service, sightsFrom } from './support.ts';

t.test('what may not be is refused with its reason', async (t) => {
  const [a, b] = placesFrom('r s s');
  const engine = roleOf({ title: 'Engine', place: 'master', neverTwo: true });
  t.equal(refusalOf(engine, a!), undefined);
  t.match(refusalOf(engine, b!), /master only, never on a second server/);
  t.equal(refusalOf(roleOf(), b!), undefined);
  t.match(refusalOf(roleOf(), placesFrom('r a s')[1]!), 'Indexer is not installed on CRM02.');
  t.match(refusalOf(roleOf(), placesFrom('r u s')[1]!), /Nobody can say/);
  t.match(refusalOf(roleOf(), placesFrom('r s+ s')[1]!), 'CRM02 is dead.');
  t.match(
    refusalOf(roleOf({ means: { kind: 'none', missing: 'x' } }), b!),
    /Nobody knows how Indexer shows: x/,
  );
});

t.test('the best place: where it is wanted, else the fewest users, else list order', async (t) => {
  const best = (change: Parameters<typeof roleOf>[0], sights: string, users: readonly number[]) => {
    const choice = bestPlace(roleOf(change), placesFrom(sights, users), 'A');
    return choice.kind === 'chosen' ? choice.to : choice.because;
  };
  t.equal(best({}, 'r s s', [0, 5, 3]), 'C');
  t.equal(best({}, 'r s s', [0, 5, 5]), 'B');
  t.equal(best({ wantedOn: 'crm02' }, 'r s s', [0, 5, 3]), 'B');
  t.equal(best({ wantedOn: 'CRM02', place: 'least-busy' }, 'r s s', [0, 5, 3]), 'C', 'the fewest users rule');
  t.equal(best({}, 'r a s', [0, 0, 9]), 'C');
  t.match(best({}, 'r a u', [0, 0, 0]), /not installed on CRM02; Nobody can say/);
  t.match(best({ place: 'master' }, 'r s s', [0, 0, 0]), /master only/);
});

const times = { failoverAfterMs: 60_000, leastBusy: { everyMs: 3_600_000, byUsers: 20 } };

function own(
  change: Parameters<typeof roleOf>[0],
  sights: string,
  more: { users?: readonly number[]; lastOn?: string; deadSinceMs?: number; movedAtMs?: number } = {},
) {
  const role = roleOf(change);
  const standing = standingOf(sightsFrom(sights), { means: service, detachedScripts: undefined });
  const wish = ownMove(
    {
      role,
      standing,
      places: placesFrom(sights, more.users),
      lastOn: more.lastOn ?? 'A',
      deadSinceMs: more.deadSinceMs,
      movedAtMs: more.movedAtMs,
      nowMs: 10_000_000,
    },
    times,
  );
  return wish === undefined ? 'nothing' : `${wish.cause} ${wish.to}`;
}

t.test('failover is off unless it is wanted, and waits until the server is surely dead', async (t) => {
  t.equal(own({}, 'u+ s s', { deadSinceMs: 0 }), 'nothing', 'off by default');
  t.equal(own({ failover: true }, 'u+ s s', { deadSinceMs: 0 }), 'failover B');
  t.equal(
    own({ failover: true }, 'u+ s s', { deadSinceMs: 9_990_000 }),
    'nothing',
    'not yet for long enough',
  );
  t.equal(own({ failover: true }, 'u s s', {}), 'nothing', 'hidden is not dead');
  t.equal(own({ failover: true }, 's s s', {}), 'nothing', 'stopped on a server that lives');
  t.equal(own({ failover: true }, 'u+ a a', { deadSinceMs: 0 }), 'nothing', 'nowhere to go');
  t.equal(own({ failover: true }, 'u+ s u', { deadSinceMs: 0 }), 'nothing', 'somebody else may run it');
});

t.test('a second one is stopped where it does harm, or where failover may have made it', async (t) => {
  t.equal(own({}, 'r r s'), 'nothing');
  t.equal(own({ neverTwo: true, place: 'master' }, 'r r s', { lastOn: 'B' }), 'second A');
  t.equal(own({ failover: true }, 'r r s', { lastOn: 'B' }), 'second B', 'where it went is where it stays');
  t.equal(own({ failover: true, wantedOn: 'CRM01' }, 'r r s', { lastOn: 'B' }), 'second A');
  t.equal(
    own({ neverTwo: true }, 's r r', { lastOn: 'A' }),
    'nothing',
    'nobody knows which is the right one',
  );
});

t.test('the integration service follows the least busy server, seldom', async (t) => {
  const role = { place: 'least-busy' } as const;
  t.equal(own(role, 'r s s', { users: [30, 15, 10] }), 'least-busy C');
  t.equal(own(role, 'r s s', { users: [29, 15, 10] }), 'nothing', 'not worth it');
  t.equal(own(role, 'r s s', { users: [30, 15, 10], movedAtMs: 9_000_000 }), 'nothing', 'too soon');
  t.equal(own({}, 'r s s', { users: [30, 0, 0] }), 'nothing', 'others stay where they are');
});
