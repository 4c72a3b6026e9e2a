import { PassThrough } from 'node:stream';
import t from 'tap';
import { stopAsked } from '../../../main/verbs/verb-context.ts';

function context() {
  const [ctrlC, service] = [new AbortController(), new AbortController()];
  const output = new PassThrough();
  const terminal = {
    ...{ output, errors: output, interactive: false, color: false, interrupted: ctrlC.signal },
    size: () => ({ columns: 80, rows: 24 }),
  };
  return { ctrlC, service, given: { terminal, terminated: service.signal } };
}

t.test('Ctrl-C and the service manager both end the waiting', async (t) => {
  for (const who of ['ctrlC', 'service'] as const) {
    const { given, ...asked } = context();
    let over = false;
    const waiting = stopAsked(given).then(() => {
      over = true;
    });
    await new Promise(setImmediate);
    t.notOk(over, 'nobody asked yet');
    asked[who].abort();
    await waiting;
    t.ok(over, who);
  }
});

t.test('who asked before is not waited for', async () => {
  const { given, service } = context();
  service.abort();
  await stopAsked(given);
});
