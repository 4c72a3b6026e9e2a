// The lease over every interleaving of two Fairleads with one lock: never do two lead at once, whatever is lost and
// however late it is noticed.

import t from 'tap';
import { type Lease, leads, nextLease } from '../../../../cluster/leader/rules/lease.ts';

const times = { leaseMs: 3, takeOverMs: 4 };

t.test('it leads from the end of the wait to the end of the lease', (t) => {
  const granted = nextLease({ state: 'without' }, { type: 'granted', fence: 7, askedAtMs: 100 });
  const rows: readonly (readonly [Lease, number, boolean])[] = [
    [{ state: 'without' }, 100, false],
    [granted, 100, false],
    [granted, 104, false],
    [nextLease(granted, { type: 'confirmed', askedAtMs: 102 }), 103, false],
    [nextLease(granted, { type: 'confirmed', askedAtMs: 102 }), 104, true],
    [nextLease(granted, { type: 'confirmed', askedAtMs: 103 }), 105, true],
    [nextLease(granted, { type: 'confirmed', askedAtMs: 103 }), 106, false],
    [nextLease(granted, { type: 'gone' }), 104, false],
  ];
  for (const [lease, nowMs, wanted] of rows) t.equal(leads(lease, nowMs, times), wanted, `at ${nowMs}`);
  t.same(nextLease({ state: 'without' }, { type: 'confirmed', askedAtMs: 1 }), { state: 'without' });
  t.end();
});

type World = {
  readonly atMs: number;
  /** Whose session has the lock. */
  readonly holder: 0 | 1 | undefined;
  readonly leases: readonly [Lease, Lease];
};

/** In each millisecond: the server drops a session unheard, or one of the two asks and is answered, or nothing happens. */
function next(world: World): readonly World[] {
  const later = { ...world, atMs: world.atMs + 1 };
  const dropped = world.holder === undefined ? [] : [{ ...later, holder: undefined }];
  const asked = ([0, 1] as const).map((who): World => {
    const lease = world.leases[who];
    const put = (own: Lease): [Lease, Lease] => (who === 0 ? [own, world.leases[1]] : [world.leases[0], own]);
    if (lease.state === 'held') {
      const event =
        world.holder === who
          ? ({ type: 'confirmed', askedAtMs: world.atMs } as const)
          : ({ type: 'gone' } as const);
      return { ...later, leases: put(nextLease(lease, event)) };
    }
    if (world.holder !== undefined && world.holder !== who) return later;
    const granted = { type: 'granted', fence: world.atMs, askedAtMs: world.atMs } as const;
    return { ...later, holder: who, leases: put(nextLease(lease, granted)) };
  });
  return [later, ...dropped, ...asked];
}

t.test('over every interleaving of twelve moments two never lead at once', (t) => {
  let worlds = new Map<string, World>();
  const first: World = { atMs: 0, holder: undefined, leases: [{ state: 'without' }, { state: 'without' }] };
  worlds.set(JSON.stringify(first), first);
  let led = 0;
  let seen = 0;
  for (let moment = 0; moment < 12; moment += 1) {
    const following = new Map<string, World>();
    for (const world of worlds.values())
      for (const each of next(world)) following.set(JSON.stringify(each), each);
    worlds = following;
    for (const world of worlds.values()) {
      seen += 1;
      const leading = world.leases.filter((lease) => leads(lease, world.atMs, times)).length;
      led += leading;
      if (leading > 1) t.fail(JSON.stringify(world));
    }
  }
  t.ok(led > 100, `${seen} states, led in ${led}`);
  t.end();
});
