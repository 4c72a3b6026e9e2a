import t from 'tap';
import { Value } from 'typebox/value';
import { ReloadAnswerSchema } from '../../../admin/reload-schema.ts';
import type { Fault } from '../../../config/errors.ts';
import {
  answerOf,
  outcomeText,
  type ReloadOutcome,
  reloadNotices,
} from '../../../main/rules/reload-answer.ts';

const fault: Fault = {
  severity: 'fault',
  code: 'CFG_RANGE',
  file: 'fairlead.yaml',
  line: 3,
  column: 9,
  path: 'listen.port',
  message: '70000 is too large',
  allowed: '0 to 65535',
  suggestion: null,
};
const warning: Fault = { ...fault, severity: 'warning', code: 'CFG_RISK', path: 'admin.host' };

const rows: { outcome: ReloadOutcome; ok: boolean; text: RegExp; notice: RegExp | undefined }[] = [
  {
    outcome: { kind: 'applied', plan: { applied: [], restart: [] }, warnings: [], remarks: [] },
    ok: true,
    text: /nothing has changed$/,
    notice: undefined,
  },
  {
    outcome: {
      kind: 'applied',
      plan: { applied: ['a', 'b.c'], restart: [] },
      warnings: [warning],
      remarks: [],
    },
    ok: true,
    text: /in use now: a, b\.c$/,
    notice: undefined,
  },
  {
    outcome: {
      kind: 'applied',
      plan: { applied: ['a'], restart: ['listen.port'] },
      warnings: [],
      remarks: ['x'],
    },
    ok: true,
    text: /in use now: a; with the next start: listen\.port$/,
    notice: /^listen\.port changes with the next start\.$/,
  },
  {
    outcome: { kind: 'faulty', faults: [warning, fault, fault], remarks: [] },
    ok: false,
    text: /refused.*fairlead\.yaml:3:9 listen\.port: 70000 is too large \(and 1 more\)$/,
    notice: /^The configuration was refused.*70000/,
  },
  {
    outcome: { kind: 'failed', problem: 'the database is away', warnings: [warning], remarks: [] },
    ok: false,
    text: /refused.*the database is away$/,
    notice: /the database is away/,
  },
];

t.test('each outcome has its answer, its line and its notice', async (t) => {
  for (const { outcome, ok, text, notice } of rows) {
    const answer = answerOf(outcome);
    t.ok(Value.Check(ReloadAnswerSchema, answer), 'the answer keeps its schema');
    t.equal(answer.ok, ok);
    t.equal(answer.problem !== null, outcome.kind === 'failed');
    t.match(outcomeText(outcome), text);
    const notices = reloadNotices(outcome);
    if (notice === undefined) t.same(notices, []);
    else t.match(notices, [{ text: notice, severity: ok ? 'info' : 'warning' }]);
  }
});

t.test('faults and warnings are counted apart', async (t) => {
  const answer = answerOf({ kind: 'faulty', faults: [warning, fault, fault], remarks: ['r'] });
  t.match(answer, { faults: 2, warnings: 1, remarks: ['r'] });
  t.equal(answer.entries.length, 3);
});
