// The table of lock modes over all pairs: what must hold whatever the pair.

import t from 'tap';
import {
  canGrant,
  type LockMode,
  parseLockMode,
  strongerMode,
} from '../../../../../demo/tds/sql/rules/lock-modes.ts';

const modes: readonly LockMode[] = ['IntentShared', 'Shared', 'Update', 'IntentExclusive', 'Exclusive'];

t.test('what may be held together is the same from both sides', (t) => {
  for (const one of modes) {
    for (const other of modes) {
      t.equal(canGrant(one, [other]), canGrant(other, [one]), `${one} and ${other}`);
      t.ok(
        !canGrant(one, [other]) || (one !== 'Exclusive' && other !== 'Exclusive'),
        'nothing beside an exclusive lock',
      );
    }
  }
  t.ok(canGrant('Shared', ['Shared', 'Update']));
  t.notOk(canGrant('Update', ['Update']), 'only one update lock');
  t.notOk(canGrant('Shared', ['IntentExclusive']));
  t.end();
});

t.test('the stronger mode of two keeps out whatever either keeps out', (t) => {
  for (const one of modes) {
    for (const other of modes) {
      const both = strongerMode(one, other);
      const mixed = (one === 'Shared' || one === 'Update') && other === 'IntentExclusive';
      const mixedBack = (other === 'Shared' || other === 'Update') && one === 'IntentExclusive';
      if (mixed || mixedBack) continue; // their sum would be a mode sp_getapplock does not have
      for (const third of modes) {
        if (canGrant(third, [both]))
          t.ok(canGrant(third, [one]) && canGrant(third, [other]), `${one} + ${other}, ${third}`);
      }
    }
  }
  t.end();
});

t.test('modes are read without regard to case', (t) => {
  t.equal(parseLockMode('eXclusive'), 'Exclusive');
  t.equal(parseLockMode('Sch-M'), undefined);
  t.end();
});
