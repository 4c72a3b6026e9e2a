// Reports and dashboards of a simulated CRM server, asked for over a real socket with a session of the service account.

import t, { type Test } from 'tap';
import type { WantedPage } from '../../../../cluster/upgrade/rules/judge-page.ts';
import { sageCrm } from '../../../../config/profiles/sage-crm.ts';
import { expandPaths } from '../../../../config/rules/merge-profile.ts';
import type { Configuration } from '../../../../config/schema.ts';
import type { CrmBehaviour } from '../../../../demo/crm/behaviour.ts';
import { demoPages } from '../../../../main/demo/demo-configuration.ts';
import { lookInSession, type SessionLook } from '../../../../main/manage/upgrade/session-pages.ts';
import { startOneCrmServer } from '../../../support/one-crm-server.ts';

const profile = expandPaths({
  ...sageCrm,
  session: { ...sageCrm.session, logOffMatches: ['[?&]Act=99901(&|$)'] },
});
const options = { timeoutMs: 20_000, publicHost: undefined, authorities: undefined, nowMs: Date.now };
const any = { type: null, expect: null };
const reports: readonly WantedPage[] = demoPages.reports.map((each) => ({ ...any, ...each }));
const slow = '/CRM/eware.dll/Do?Act=99904&Seconds=600&Megabytes=512';

async function open(t: Test, behaviour: Partial<CrmBehaviour> = {}) {
  const { cluster, crm, server, account } = await startOneCrmServer(t, {
    logOnMs: 0,
    pageMs: 0,
    ...behaviour,
  });
  const look = (pages: readonly WantedPage[], change: Partial<Asking> = {}) => {
    const { serviceAccount = account, signal = AbortSignal.timeout(60_000), pageMs = 20_000 } = change;
    const upgrade = { tests: { reports: pages, dashboards: [], pageMs } };
    const configuration = { crm: { serviceAccount }, upgrade } as unknown as Configuration;
    return lookInSession({ server, kind: 'reports', now: { configuration, profile }, options, signal });
  };
  return { cluster, crm, look };
}

type Asking = Pick<SessionLook, 'signal'> & {
  readonly serviceAccount: { readonly user: string; readonly password: string } | null;
  readonly pageMs: number;
};

t.test('every format comes, with one log-on, whatever a session looks like', async (t) => {
  for (const browserSessionCookie of [false, true]) {
    const { crm, look } = await open(t, { browserSessionCookie });
    t.match(await look(reports), { problem: undefined, text: /^4 pages as wanted in \d+ ms$/ });
    t.match(crm.details(), { sessions: 0, counters: { logOns: 1, reports: 4 } });
  }
});

t.test('what is not as wanted is said, without the session id, and the session is ended', async (t) => {
  const { crm, look } = await open(t);
  const [page] = reports;
  const path = page?.path ?? '';
  const rows: readonly (readonly [string, WantedPage, RegExp])[] = [
    ['another type', { path, ...any, type: 'application/pdf' }, /: its type is text\/html/],
    ['another text', { path, ...any, expect: 'Birch Marine' }, /: it lacks "Birch Marine"$/],
    ['no such format', { path: path.replace('HTML', 'DOCX'), ...any }, /: 404 instead of 200$/],
    ['sent elsewhere', { path: '/CRM/eware.dll/Do?Act=99906', ...any }, /: 302 instead of 200$/],
    [
      'another session',
      { path: `${path}&SID=12345678901234`, ...any },
      /the log-on form came in its place: the session was not taken$/,
    ],
  ];
  for (const [what, wanted, problem] of rows) {
    const told = await look([...reports, wanted]);
    t.match(told, { problem }, what);
    t.ok(told.problem?.startsWith(wanted.path), what);
    t.equal(crm.details().sessions, 0, `${what}: logged off`);
  }
  crm.setBehaviour({ reportsFail: true });
  t.match(await look(reports), { problem: /Format=HTML: 500 instead of 200$/ });
  t.equal(crm.details().sessions, 0);
});

t.test(
  'a large report is read no further than is needed, one of which a text is wanted has its time',
  async (t) => {
    const { crm, look } = await open(t);
    t.match(await look([{ path: slow, ...any, type: 'text/csv' }]), { problem: undefined });
    const late = await look([{ path: slow, ...any, expect: 'the end' }], { pageMs: 200 });
    t.match(late, { problem: /^GET \/CRM\/eware\.dll\/Do\?Act=99904&.*: no answer from .* within 200 ms$/ });
    t.equal(crm.details().sessions, 0);
  },
);

t.test('a look that is stopped logs off all the same', async (t) => {
  const { crm, look } = await open(t);
  const stop = new AbortController();
  const told = look([{ path: slow, ...any, expect: 'the end' }], { signal: stop.signal });
  while (crm.details().counters.reports === 0) await new Promise(setImmediate);
  stop.abort();
  t.match(await told, { problem: /Act=99904/ });
  t.equal(crm.details().sessions, 0);
});

t.test(
  'where nothing can be asked it is left out with the reason; a refused account has failed',
  async (t) => {
    const { cluster, crm, look } = await open(t);
    t.match(await look([]), { problem: undefined, leftOut: true, text: /upgrade\.tests\.reports/ });
    const without = await look(reports, { serviceAccount: null });
    t.match(without, { problem: undefined, leftOut: true, text: /no service account/ });
    const wrong = { user: cluster.logOns[0]?.logOn ?? '', password: 'wrong' };
    t.match(await look(reports, { serviceAccount: wrong }), { problem: /^log-on: refused/ });
    cluster.crm.lock('99');
    t.match(await look(reports), {
      problem: undefined,
      leftOut: true,
      text: /it is locked, or the system is/,
    });
    cluster.crm.unlock();
    await crm.kill();
    t.match(await look(reports), { problem: /^log-on: .*ECONNREFUSED/ });
  },
);
