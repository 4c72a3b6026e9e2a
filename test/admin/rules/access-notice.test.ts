import t from 'tap';
import { accessLogNotices } from '../../../admin/rules/access-notice.ts';

t.test('lost lines are told for ten minutes', async (t) => {
  const losses = { lines: 7, lastMs: 1_000_000, because: 'no space left' };
  t.same(accessLogNotices(undefined, 0), []);
  t.match(accessLogNotices(losses, 1_000_000), [
    { severity: 'warning', text: /lost 7 lines.*no space left/ },
  ]);
  t.equal(accessLogNotices(losses, 1_600_000).length, 1);
  t.same(accessLogNotices(losses, 1_600_001), []);
});
