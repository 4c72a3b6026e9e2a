import t from 'tap';
import { judgeStep, stepsOf } from '../../../../cluster/warm-up/rules/judge-step.ts';
import type { StepName } from '../../../../cluster/warm-up/rules/next-step.ts';
import { warmUpNotices } from '../../../../cluster/warm-up/rules/warm-up-notices.ts';
import { serverOf } from '../../support/sample.ts';

const sources = {
  startPage: '/CRM/',
  logOnPage: { path: '/CRM/go', expect: 'EWARE_USERID' },
  tomcat: { path: '/sdata/', alive: [401] },
  pages: ['/CRM/CustomPages/Start.asp'],
  countsConnections: false,
  logsOn: true,
};

t.test('steps go from what IIS does alone to Tomcat, without what is of no account', (t) => {
  const names = (change: object) => stepsOf({ ...sources, ...change }).map(({ name }) => name);
  t.same(names({}), ['static-page', 'log-on-page', 'service-log-on', 'custom-page', 'tomcat']);
  t.same(names({ countsConnections: true })[0], 'connections');
  t.same(names({ logsOn: false, pages: [], tomcat: undefined }), ['static-page', 'log-on-page']);
  t.end();
});

t.test('what each page must be', (t) => {
  const rows: [StepName, number, string, boolean][] = [
    ['static-page', 200, '', true],
    ['static-page', 404, '', false],
    ['log-on-page', 200, 'EWARE_USERID', true],
    ['log-on-page', 200, 'Server busy', false],
    ['log-on-page', 503, 'EWARE_USERID', false],
    ['custom-page', 200, 'anything', true],
    ['custom-page', 302, '', true],
    ['custom-page', 500, '', false],
    ['tomcat', 401, '', true],
    ['tomcat', 503, '', false],
  ];
  for (const [name, status, body, healthy] of rows) {
    const step = { name, path: '/x' };
    const answer = { status, body, bodyCut: false, location: undefined, durationMs: 7, connectMs: 1 };
    const judged = judgeStep(step, { kind: 'answer', ...answer }, sources, 'http://a');
    t.match(
      judged,
      { kind: 'answered', healthy, durationMs: 7, text: /^GET \/(x|sdata\/): \d{3} in 7 ms/ },
      `${name} ${status}`,
    );
  }
  const failed = {
    kind: 'failed',
    code: 'ECONNREFUSED',
    message: '',
    durationMs: 1,
    connectMs: undefined,
  } as const;
  t.match(judgeStep({ name: 'tomcat', path: '/sdata/' }, failed, sources, 'http://a'), {
    healthy: false,
    text: 'GET /sdata/: http://a refused the connection',
  });
  t.end();
});

t.test('a server that is warmed is told, and warned of once it takes too long', (t) => {
  const each = {
    server: serverOf('CRM02'),
    because: 'sessions-lost',
    at: 2,
    of: 3,
    lastText: 'no answer',
  } as const;
  t.match(warmUpNotices([{ ...each, step: 'tomcat', late: false }]), [
    {
      severity: 'info',
      code: 'server-warming',
      text: /^CRM02 has restarted \(several .* Now: Tomcat, step 2 of 3\.$/,
    },
  ]);
  t.match(warmUpNotices([{ ...each, step: undefined, late: false }]), [{ text: /It waits for its turn\.$/ }]);
  t.match(warmUpNotices([{ ...each, step: 'log-on-page', late: true }]), [
    {
      severity: 'warning',
      code: 'warm-up-late',
      text: /stuck at the log-on page\. Last answer: no answer\.$/,
    },
  ]);
  t.end();
});
