import t from 'tap';
import { createListeners } from '../../cluster/listeners.ts';
import type { CheckResult, Server } from '../../cluster/model.ts';
import type { DirectoryState } from '../../cluster/rules/contact.ts';
import { countEvents } from '../../main/event-counts.ts';
import { serverAt } from '../support/scripted-rules.ts';

const fail = (problem: Error) => {
  throw problem;
};

t.test('checks are counted by server and result, lost polls in all', async (t) => {
  const checks = createListeners<[Server, CheckResult]>(fail);
  const states = createListeners<[DirectoryState]>(fail);
  const events = countEvents({ onCheck: checks.add }, { onState: states.add });
  const check = (id: string, healthy: boolean) =>
    checks.tell(serverAt('http://127.0.0.1:1', { id }), { healthy, text: '', atMs: 0, durationMs: 0 });
  const failure = { code: 'CLU_DATABASE_UNREACHABLE', text: '', mend: '', number: undefined } as const;
  const lost = { state: 'lost', sinceMs: 0, failure, attempt: 1, retryAtMs: 0 } as const;

  t.equal(events.checksByServer.get('a'), undefined);
  check('a', true);
  check('a', true);
  check('a', false);
  check('b', false);
  states.tell(lost);
  states.tell({ state: 'live', sinceMs: 0 });
  states.tell(lost);
  t.same(Object.fromEntries(events.checksByServer), {
    a: { passed: 2, failed: 1 },
    b: { passed: 0, failed: 1 },
  });
  t.equal(events.databaseFailures(), 2);

  events.close();
  check('a', true);
  states.tell(lost);
  t.equal(events.checksByServer.get('a')?.passed, 2, 'nothing is counted any more');
  t.equal(events.databaseFailures(), 2);
});
