// Runs and plans as people see them, made from real decisions of the model cluster; no line is wider than the terminal.

import t from 'tap';
import { Value } from 'typebox/value';
import { keptText } from '../../../admin/rules/kept-text.ts';
import { planTable } from '../../../admin/rules/plan-table.ts';
import { planDocument, runDocument } from '../../../admin/rules/run-document.ts';
import { recipeList, runList } from '../../../admin/rules/run-list.ts';
import { runTree } from '../../../admin/rules/run-tree.ts';
import { widthOf } from '../../../admin/rules/text-width.ts';
import { PlanSchema, RunSchema } from '../../../admin/run-schema.ts';
import type { JournalRecord, RecordBody } from '../../../cluster/upgrade/model.ts';
import { checklistsOf } from '../../../cluster/upgrade/rules/checklist.ts';
import { foldJournal } from '../../../cluster/upgrade/rules/fold.ts';
import type { KeptCopy } from '../../../cluster/upgrade/rules/kept-run.ts';
import { nextStep } from '../../../cluster/upgrade/rules/next-step.ts';
import { legalVerbs } from '../../../cluster/upgrade/rules/verbs.ts';
import { freshWorld, names, observe, planOf } from '../../cluster/upgrade/model-world.ts';

const plan = planOf();
const minuteMs = 60_000;
const begunMs = Date.UTC(2026, 10, 21, 20);

const started: RecordBody = {
  type: 'run-started',
  run: '12',
  planHash: plan.hash,
  by: 'anna',
  reason: 'the new version',
  notBeforeMs: undefined,
};
const done = (until: string): RecordBody[] =>
  plan.steps
    .slice(
      0,
      plan.steps.findIndex(({ id }) => id === until),
    )
    .flatMap(({ id: step }): RecordBody[] => [
      { type: 'step-started', step, try: 1, fence: 1 },
      { type: 'step-ended', step, outcome: 'done', text: 'as it should be' },
    ]);

/** The run after these records, a minute apart. */
function documentOf(bodies: readonly RecordBody[], kept: readonly KeptCopy[] = []) {
  const records = [started, ...bodies].map(
    (body, index) => ({ ...body, atMs: begunMs + index * minuteMs }) as JournalRecord,
  );
  const state = foldJournal(records);
  const nowMs = begunMs + records.length * minuteMs;
  const world = {
    ...freshWorld,
    locked: true,
    connected: Object.fromEntries(names.map((name) => [name, false])),
    serving: Object.fromEntries(names.map((name) => [name, false])),
  };
  const decision = nextStep(plan, state, observe(world), nowMs);
  const document = runDocument(
    {
      run: '12',
      plan,
      state,
      decision,
      verbs: legalVerbs(plan, state),
      progress: undefined,
      kept,
      checklists: new Map(),
    },
    nowMs,
  );
  return { document, nowMs };
}

const halted: RecordBody = {
  type: 'halted',
  step: 'test@CRM2',
  because: 'test@CRM2: it failed 3 times: the report page answered 500',
  mend: 'Mend it, then: retry test@CRM2',
  verbs: ['retry', 'abort', 'rollback'],
};

t.test('every state of a run has its word, its reason and what can be asked', (t) => {
  const rows: readonly (readonly [string, readonly RecordBody[], object])[] = [
    ['at work', done('setup@CRM2'), { status: 'progressing', statusText: 'Progressing', at: 'setup@CRM2' }],
    [
      'failed',
      [
        ...done('test@CRM2'),
        { type: 'step-started', step: 'test@CRM2', try: 3, fence: 1 },
        { type: 'step-ended', step: 'test@CRM2', outcome: 'failed', text: 'the report page answered 500' },
        halted,
      ],
      { status: 'failed', statusText: 'Failed (CRM2 at test)', at: 'test@CRM2', mend: /retry test@CRM2/ },
    ],
    [
      'paused',
      [...done('setup@CRM2'), { type: 'paused', by: 'anna', reason: 'lunch' }],
      { status: 'paused', because: 'by anna: lunch' },
    ],
    [
      'by hand',
      done('by-hand@CRM1'),
      { status: 'waiting', statusText: 'Waiting for a person', at: 'by-hand@CRM1' },
    ],
    [
      'going back',
      [...done('setup@CRM3'), { type: 'rollback-asked', by: 'a', reason: 'r', server: undefined }],
      { status: 'rolling-back', at: 'setup@CRM2' },
    ],
    [
      'aborted',
      [
        ...done('setup@CRM3'),
        { type: 'abort-asked', by: 'a', reason: 'r' },
        { type: 'run-ended', end: { state: 'aborted', upgraded: 2, of: 3 } },
      ],
      { statusText: 'Aborted (2 of 3 new)', verbs: ['rollback'], at: null },
    ],
    ['over', [{ type: 'run-ended', end: { state: 'completed' } }], { statusText: 'Completed' }],
    [
      'back',
      [{ type: 'run-ended', end: { state: 'rolled-back', server: undefined } }],
      { statusText: 'RolledBack', verbs: [] },
    ],
  ];
  for (const [what, bodies, wanted] of rows) {
    const { document } = documentOf(bodies);
    t.match(document, wanted, what);
    t.ok(Value.Check(RunSchema, document), `${what}: fits its schema`);
  }
  t.end();
});

t.test('what somebody has answered is not waited for any more, though nobody has looked since', (t) => {
  const documentAfter = (bodies: readonly RecordBody[], last: RecordBody) => {
    const folded = (all: readonly RecordBody[]) =>
      foldJournal([started, ...all].map((body) => ({ ...body, atMs: begunMs }) as JournalRecord));
    const decision = nextStep(plan, folded(bodies), observe(freshWorld), begunMs);
    const state = folded([...bodies, last]);
    const view = {
      run: '12',
      plan,
      state,
      decision,
      verbs: legalVerbs(plan, state),
      progress: undefined,
      kept: [],
      checklists: new Map(),
    };
    return runDocument(view, begunMs);
  };
  const by = 'anna';
  const step = 'by-hand@CRM1';
  const confirmed = { type: 'step-confirmed', step, by, evidence: 'seen' } as const;
  t.match(documentAfter(done(step), confirmed), { statusText: 'Progressing', because: '', at: null });
  const paused = { type: 'paused', by, reason: 'lunch' } as const;
  const resumed = documentAfter([...done(step), paused], { type: 'resumed', by });
  t.match(resumed, { statusText: 'Progressing', because: '' });
  t.match(documentAfter(done(step), paused), { statusText: 'Paused', because: 'by anna: lunch' });
  t.end();
});

const copy = (kind: KeptCopy['kind'], server: string): KeptCopy => ({
  ...{ kind, server, of: 'C:\\CRM', file: `${kind}.zip`, bytes: 5, hash: server && 'a' },
  versions: { CRM1: '7.2.0.1', CRM2: '7.2.0.1' },
});

t.test('what a run has kept is told when it is over, with the way back', (t) => {
  const over: RecordBody[] = [{ type: 'run-ended', end: { state: 'completed' } }];
  const whole = [copy('backup-database', ''), copy('backup-files', 'CRM1'), copy('backup-registry', 'CRM1')];
  const { document, nowMs } = documentOf(over, whole);
  t.ok(Value.Check(RunSchema, document));
  t.match(document.kept, [
    { what: 'database', server: null, hash: null, version: '7.2.0.1' },
    { what: 'files', server: 'CRM1', hash: 'a', version: '7.2.0.1' },
    { what: 'registry', server: 'CRM1', file: 'backup-registry.zip', bytes: 5 },
  ]);
  const rows: readonly (readonly [readonly KeptCopy[], RegExp])[] = [
    [
      whole,
      /^Kept: the database, files and registry keys of CRM1 \(7\.2\.0\.1\)\. Back with: fairlead upgrade rehearse restore --set run=12 --set files=kept$/,
    ],
    [whole.slice(0, 1), /^Kept: the database \(.*restore --set run=12$/],
    [
      [copy('backup-files', 'CRM2')],
      /^Kept: files of CRM2 .* restore-server --set run=12 --set server=CRM2$/,
    ],
  ];
  for (const [kept, wanted] of rows) t.match(keptText(documentOf(over, kept).document), wanted);
  t.equal(keptText(documentOf(over).document), undefined);
  t.equal(keptText(documentOf(done('setup@CRM2'), whole).document), undefined, 'it goes on');
  for (const columns of [40, 80]) {
    const text = runTree(document, { columns, color: false, nowMs, steps: false });
    t.match(text.replaceAll(/\s+/g, ' '), /Kept: the database, files .* files=kept/);
    t.ok(text.split('\n').every((line) => widthOf(line) <= columns));
  }
  t.end();
});

t.test('a tree fits its terminal and says where each server is', (t) => {
  const { document, nowMs } = documentOf([
    ...done('test@CRM2'),
    { type: 'step-started', step: 'test@CRM2', try: 3, fence: 1 },
    { type: 'step-ended', step: 'test@CRM2', outcome: 'failed', text: 'the report page answered 500' },
    halted,
  ]);
  const text = runTree(document, { columns: 80, color: false, nowMs, steps: false });
  t.match(text, /^Run 12: A version upgrade \(test\)\n✖ Failed \(CRM2 at test\) · step 27\/33 · elapsed 56m/);
  t.match(text, /├── cluster +✔ done +6\/6/);
  t.match(text, /\n +NAME +STATE +STEPS +SINCE {2}STEP\n/);
  t.match(text, /├── CRM1 +◷ waiting +8\/9 +- {2}Let users in/);
  t.match(text, /├── CRM2 +✖ failed +7\/9 +2m +test: the report page answered 500/);
  t.match(text, /└── CRM3 /);
  t.match(text, /→ Mend it, then: retry test@CRM2/);
  t.match(text, /Next: fairlead upgrade retry \| abort \| rollback \| pause \| extend/);
  for (const columns of [40, 60, 80, 200])
    for (const steps of [false, true])
      for (const line of runTree(document, { columns, color: false, nowMs, steps }).split('\n'))
        if (widthOf(line) > columns) t.fail(`${columns}: ${line}`);
  t.ok(runTree(document, { columns: 80, color: true, nowMs, steps: true }).includes('\u001b[31m✖'));
  t.end();
});

t.test('what is under way stands there in full, with what a person does and how long it lasts', (t) => {
  const treeOf = (bodies: readonly RecordBody[], change: object = {}) => {
    const { document, nowMs } = documentOf(bodies);
    return runTree({ ...document, ...change }, { columns: 80, color: false, nowMs, steps: false });
  };
  const working = treeOf(done('setup@CRM2'));
  t.match(working, /\nsetup@CRM2: Upgrade CRM2 to 2 \(everything before it is done\)\n/);
  t.notMatch(working, / left\n/, 'nobody knows how long steps take that were never done');
  const { document } = documentOf(done('setup@CRM2'));
  const steps = document.steps.map((step) => ({
    ...step,
    estimateSeconds: 10,
    ...(step.id === 'setup@CRM2' && { state: 'begun' as const, text: 'CRM2: C:\\Setup\\setup.exe' }),
  }));
  const timed = treeOf(done('setup@CRM2'), { steps });
  t.match(timed, / · about 2m left\n/);
  t.match(timed, /├── CRM2 +◌ now .* setup: C:.Setup.setup\.exe\n/, 'its name stands at the left already');

  const waiting = documentOf(done('by-hand@CRM1')).document.steps.map((step) => ({
    ...step,
    ...(step.id === 'by-hand@CRM1' && { instructions: ['Log on.', `Look ${'long '.repeat(20)}at it.`] }),
  }));
  const asked = treeOf(done('by-hand@CRM1'), { steps: waiting });
  t.match(asked, /\n1\. Log on\.\n2\. Look (long )+long\n {3}long .*at it\.\n/);
  t.match(asked, /\n→ fairlead upgrade confirm by-hand@CRM1 -m "how you know that it is done"\n/);
  for (const line of (working + timed + asked).split('\n')) if (widthOf(line) > 80) t.fail(line);
  const back = [
    ...done('start@CRM1'),
    { type: 'rollback-asked', by: 'a', reason: 'r', server: undefined },
  ] as const;
  t.match(treeOf(back), /\nPut CRM3 back \(it is the newest that is not undone yet\)\n/);
  t.end();
});

t.test('a plan tells each step, by hand or not, and the outage as far as it is known', (t) => {
  const document = planDocument(plan, [{ from: '1', to: '2', source: 'F7', sure: 'likely' }], [], new Map());
  t.ok(Value.Check(PlanSchema, document));
  const text = planTable(document, 80);
  t.match(text, /1 → 2 \(NOT CONFIRMED: F7\)/);
  t.match(text, /── upgrade\n.*setup@CRM1 +\? {2}Upgrade CRM1 to 2/);
  t.match(text, /\(by hand\) Look at CRM1/);
  t.match(text, /TIME is what it took last time; \? was never done here\./);
  const long = { ...document, parameters: { to: '2', empty: '' } };
  const wrapped = planTable(
    { ...long, steps: document.steps.map((each) => ({ ...each, title: 'a title '.repeat(12).trim() })) },
    80,
  );
  t.match(wrapped, /\n {2}with to=2\n/, 'what it was asked with');
  t.notMatch(wrapped, /…/, 'nothing that is to be reviewed is cut off');
  t.equal(wrapped.match(/title/g)?.length, 12 * document.steps.length);
  for (const columns of [30, 40, 80])
    for (const line of planTable(long, columns).split('\n'))
      if (widthOf(line) > columns) t.fail(`${columns}: ${line}`);
  const [first] = document.steps;
  if (first === undefined) throw new Error('it has steps');
  const inHops = planTable(
    {
      ...document,
      hops: [1, 2].map((hop) => ({ from: `${hop}`, to: `${hop + 1}`, source: 's', sure: true })),
      steps: ['setup', 'log-on', 'setup#2'].map((id) => ({
        ...first,
        id,
        phase: id.startsWith('setup') ? 'upgrade' : 'between',
      })),
    },
    80,
  );
  t.match(inHops, /── upgrade: 1 → 2\n.*\n── between\n.*\n── upgrade: 2 → 3\n/);
  t.match(text, /the whole CRM is out, for a time that is not known yet/);
  const timed = { ...plan, steps: plan.steps.map((step) => ({ ...step, estimateMs: 30_000 })) };
  t.match(
    planTable(planDocument(timed, [], ['it has 2 servers, the live cluster has 3'], new Map()), 80),
    /out, for a time that is about 15m/,
  );
  for (const line of text.split('\n')) if (widthOf(line) > 80) t.fail(line);
  t.end();
});

t.test('lists', (t) => {
  t.equal(runList([], 80), 'There was no run yet.\n');
  const { document } = documentOf(done('setup@CRM2'));
  t.match(
    runList([document], 80),
    /RUN {2}RECIPE .*\n 12 {2}model-upgrade {2}test +Progressing +2026-11-21 20:00 {2}19\/33/,
  );
  const text = recipeList(
    [
      {
        recipe: 'r',
        title: 'T',
        about: 'when to use it',
        outage: true,
        parameters: { to: { text: 'version', default: null, secret: false } },
      },
    ],
    80,
  );
  t.match(text, /r: T \(outage\)\n {2}when to use it\n {2}--set to=\.\.\. version \(needed\)/);
  t.end();
});

t.test('a checklist shows each item, with its number, who has said what and when', (t) => {
  const items = [
    { text: 'log-on', tests: ['log-on'] },
    'mail merge',
    'reports in HTML, PDF, CSV and XLSX',
    'help',
  ];
  const own = planOf({
    outage: false,
    phases: [
      {
        phase: 'tests',
        steps: [
          { step: 'list', kind: 'checklist', title: 'Test it', where: 'master', undo: null, with: { items } },
        ],
      },
    ],
  });
  const shown = (bodies: readonly RecordBody[], steps = false) => {
    const records = [started, ...bodies].map(
      (body, index) => ({ ...body, atMs: begunMs + index * minuteMs }) as JournalRecord,
    );
    const state = foldJournal(records);
    const nowMs = begunMs + records.length * minuteMs;
    const decision = nextStep(own, state, observe(freshWorld), nowMs);
    const verbs = legalVerbs(own, state);
    const view = {
      run: '12',
      plan: own,
      state,
      decision,
      verbs,
      progress: undefined,
      kept: [],
      checklists: checklistsOf(own, state),
    };
    const document = runDocument(view, nowMs);
    t.ok(Value.Check(RunSchema, document));
    const text = runTree(document, { columns: 80, color: false, nowMs, steps });
    for (const line of text.split('\n')) t.ok(widthOf(line) <= 80, line);
    return { document, text };
  };
  const step = 'list@CRM1';
  const said = { step, by: 'anna' };
  const passed: RecordBody = {
    type: 'item-looked',
    step,
    item: 1,
    text: 'log-on',
    outcome: 'done',
    told: '200',
  };
  const one: RecordBody = {
    type: 'items-confirmed',
    ...said,
    items: [{ item: 2, text: 'mail merge' }],
    evidence: 'a letter to Acme',
  };
  const wrong: RecordBody = {
    type: 'items-failed',
    ...said,
    items: [{ item: 4, text: 'help' }],
    note: '404',
  };
  const noted: RecordBody = { type: 'finding-resolved', finding: `${step}/4`, by: 'eva', note: 'copied' };

  const waiting = shown([passed, one]);
  t.match(waiting.document, { status: 'waiting', because: /\(2 of 4 items\)$/ });
  t.match(waiting.document.steps[0], {
    itemsDone: 2,
    items: [
      { number: 1, automatic: true, state: 'passed', by: null, note: '200' },
      { number: 2, automatic: false, state: 'confirmed', by: 'anna', note: 'a letter to Acme' },
      { number: 3, state: 'open', by: null, at: null, note: '', resolvedBy: null },
      { number: 4, state: 'open' },
    ],
  });
  t.match(waiting.text, /✔ 1\. log-on \(Fairlead, 2026-11-21 20:01 UTC: 200\)/);
  t.match(waiting.text, /✔ 2\. mail merge \(anna, 2026-11-21 20:02 UTC: a letter to Acme\)/);
  t.match(waiting.text, /◷ 3\. reports in HTML, PDF, CSV and XLSX\n/);
  t.match(waiting.text, /confirm list@CRM1 --item 3 -m/);

  const halted = shown([passed, one, wrong]);
  t.match(halted.text, /✖ 4\. help \(anna, .*: 404\)/);
  t.match(halted.document.findings, [{ id: `${step}/4`, severity: 'blocking', resolvedBy: null }]);
  const later = shown([passed, one, wrong, noted], true);
  t.match(later.document.steps[0]?.items[3], { state: 'resolved', by: 'anna', resolvedBy: 'eva' });
  t.match(later.text.replaceAll(/\s+/g, ' '), /⚠ 4\. help \(anna, .*: 404; resolved by eva\)/);

  const old = shown([{ type: 'step-confirmed', ...said, evidence: 'all of it' }], true);
  t.match(old.document.steps[0], { itemsDone: 4, state: 'done' });
  t.match(old.text.replaceAll(/\s+/g, ' '), /✔ 3\. reports [^✔]*all of it/);
  t.match(planDocument(own, [], [], checklistsOf(own)).steps[0], {
    instructions: ['log-on', 'mail merge', 'reports in HTML, PDF, CSV and XLSX', 'help'],
    items: [{ number: 1, text: 'log-on', automatic: true }, { automatic: false }, {}, {}],
  });
  t.end();
});
