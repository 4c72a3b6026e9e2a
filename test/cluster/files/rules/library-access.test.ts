import t from 'tap';
import type { LibraryAccess } from '../../../../cluster/files/model.ts';
import { judgeAccesses } from '../../../../cluster/files/rules/library-access.ts';

const reached: LibraryAccess = { kind: 'reached' };
const away: LibraryAccess = { kind: 'not-reached', text: 'Access is denied' };
const unknown: LibraryAccess = { kind: 'unknown', text: 'no SSH' };

t.test('that nobody gets there without a password says nothing', async (t) => {
  const rows: readonly [accesses: readonly LibraryAccess[], withUser: boolean, kinds: string][] = [
    [[reached, reached], false, 'reached reached'],
    [[reached, away], false, 'reached not-reached'],
    [[away, away], false, 'unknown unknown'],
    [[away, unknown], false, 'unknown unknown'],
    [[away, away], true, 'not-reached not-reached'],
    [[unknown, away], true, 'unknown not-reached'],
    [[], false, ''],
  ];
  for (const [accesses, withUser, kinds] of rows) {
    const judged = judgeAccesses(accesses, withUser);
    t.equal(
      judged.map(({ kind }) => kind).join(' '),
      kinds,
      `${accesses.map(({ kind }) => kind)} ${withUser}`,
    );
  }
  t.match(judgeAccesses([away], false), [{ text: /files\.library\.user/ }]);
});
