// What stands in the audit of an operation: done, refused, failed; and nothing of what only asks.

import t from 'tap';
import { Type } from 'typebox';
import { bind, operation, refused } from '../../../admin/operation.ts';
import type { Deed } from '../../../cluster/audit/audit.ts';
import { audited } from '../../../main/manage/audited.ts';

const declared = (method: 'GET' | 'POST') =>
  operation({
    name: 'thing.do',
    method,
    path: '/api/v1/thing',
    summary: 'do a thing',
    input: Type.Object({ how: Type.String() }),
    output: Type.Object({}),
  });
const caller = { by: 'anna', from: '127.0.0.1' };
const signal = new AbortController().signal;

t.test('deeds are written, questions are not', async (t) => {
  const deeds: Deed[] = [];
  const audit = { write: async (deed: Deed) => void deeds.push(deed), close: async () => undefined };
  const run = ({ how }: { how: string }) => {
    if (how === 'badly') throw new Error('it broke');
    if (how === 'never') return refused(409, 'not-now', { text: 'Not now.', mend: 'Later.' });
    return { ok: true as const, value: {} };
  };
  const doing = audited(bind(declared('POST'), run), audit);
  t.match(await doing.run({ how: 'well' }, caller, signal), { ok: true });
  t.match(await doing.run({ how: 'never' }, caller, signal), { ok: false, code: 'not-now' });
  await t.rejects(doing.run({ how: 'badly' }, caller, signal), { message: 'it broke' });
  await audited(bind(declared('GET'), run), audit).run({ how: 'well' }, caller, signal);
  t.match(deeds, [
    { operation: 'thing.do', by: 'anna', from: '127.0.0.1', input: { how: 'well' }, outcome: 'done' },
    { outcome: 'not-now', because: 'Not now.' },
    { outcome: 'failed', because: 'it broke' },
  ]);
  t.equal(deeds.length, 3);
});
