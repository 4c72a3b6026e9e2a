import t from 'tap';
import type { Health } from '../../../cluster/model.ts';
import { healthNotices, isDoubted } from '../../../cluster/rules/doubt.ts';
import { checkOf, serverOf } from '../support/sample.ts';

const up: Health = { state: 'up', sinceMs: 0, lastCheck: checkOf(true) };
const down: Health = { state: 'down', sinceMs: 0, lastCheck: checkOf(false) };
const rising: Health = { state: 'going-up', sinceMs: 0, step: 1, steps: 2, lastCheck: checkOf(true) };
const unknown: Health = { state: 'unknown', sinceMs: 0, lastCheck: undefined };
const servers = (...healths: Health[]) =>
  healths.map((health, index) => ({ server: serverOf(`CRM0${index + 1}`), health }));

t.test('checks are doubted when more than the share fails, and always when all do', async (t) => {
  const table: [Health[], number, boolean][] = [
    [[], 0.8, false],
    [[up], 0.8, false],
    [[down], 0.8, true],
    [[down], 1, true],
    [[down, up], 0.8, false],
    [[down, down], 0.8, true],
    [[down, rising], 0.8, true],
    [[down, unknown], 0.8, false],
    [[down, down, down, down, up], 0.8, false],
    [[down, down, down, down, down, up], 0.8, true],
    [[down, up, up], 0.2, true],
    [[up, up, up], 0, false],
  ];
  for (const [healths, share, expected] of table) {
    t.equal(isDoubted(servers(...healths), share), expected, `${healths.map((each) => each.state)} ${share}`);
  }
});

t.test('an operator is told which server is down, or that the check is doubted', async (t) => {
  t.same(healthNotices(servers(up, up), 0.8), []);
  t.match(healthNotices(servers(up, down), 0.8), [
    { severity: 'fault', code: 'server-down', text: /^CRM02 .*failed$/ },
  ]);
  t.match(healthNotices(servers(down, down), 0.8), [
    { code: 'checks-doubted', text: /^2 of 2 .*all are still used/ },
  ]);
});
