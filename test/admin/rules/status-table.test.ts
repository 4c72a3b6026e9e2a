// The table: widths hold, columns and footers come only when there is something in them, colours only if asked.

import t from 'tap';
import { buildStatus } from '../../../admin/rules/status.ts';
import { statusTable } from '../../../admin/rules/status-table.ts';
import { widthOf } from '../../../admin/rules/text-width.ts';
import {
  down,
  load,
  minuteMs,
  nowMs,
  out,
  type Row,
  sampleInput,
  sampleStatus,
  scenes,
  server,
} from '../samples.ts';

const table = (status: ReturnType<typeof sampleStatus>, columns = 80) =>
  statusTable(status, { columns, color: false });
const linesOf = (rows: Row[], columns?: number) => table(sampleStatus(rows), columns).split('\n');

t.test('a calm cluster is a title, its servers and one line below', (t) => {
  t.equal(
    table(scenes.calm!()),
    [
      '── Sage CRM 7.2b ── https://crm.example.com ─────────────────── ✔ all 3 serve ──',
      'SERVER  STATE        FOR  USERS  LAST CHECK',
      'CRM01   ✔ serving  3h12m     31  GET /CRM/eware.dll/go: 200 with the log-on for…',
      'CRM02   ✔ serving  3h12m     30  GET /CRM/eware.dll/go: 200 with the log-on for…',
      'CRM03   ✔ serving  3h12m     30  GET /CRM/eware.dll/go: 200 with the log-on for…',
      '────────────────────────────────────────────────────────────────────────────────',
      '91 users · largest difference 1 · next log-on to CRM02',
      '',
    ].join('\n'),
  );
  t.end();
});

t.test('no scene is wider than the terminal', (t) => {
  for (const [name, scene] of Object.entries(scenes))
    for (const columns of [40, 60, 80, 81, 132, 200])
      for (const line of table(scene(), columns).split('\n'))
        if (widthOf(line) > columns) t.fail(`${name} at ${columns}: ${line}`);
  t.match(table(scenes.calm!(), 10), /CRM01/, 'a terminal below 40 columns is treated as one of 40');
  t.end();
});

t.test('states are words with an icon, transitions with their steps', (t) => {
  const text = table(scenes.trouble!());
  for (const state of [
    /CRM01 +✔ serving +3h12m/,
    /CRM02 +✖ down +3m/,
    /CRM03 +◌ draining 12→0 +6m/,
    /CRM04 +• maintenance +6m/,
    /CRM05 +◌ going up 2\/3 +4s/,
    /CRM06 +⚠ going down 1\/3 +4s/,
    /CRM07 +• unknown/,
  ])
    t.match(text, state);
  t.match(table(sampleStatus([{ admin: out('draining'), health: down('no') }])), /✖ down \(draining\)/);
  const ejected = { ejected: true, ejectedSinceMs: nowMs - 4_000, ejectedUntilMs: nowMs + 6_000 };
  const careful = table(
    sampleStatus([{ guard: { warmth: 'cold' } }, { guard: { warmth: 'ramping' } }, { guard: ejected }]),
  );
  for (const state of [/✔ serving, cold /, /✔ serving, ramping /, /✖ ejected +4s/]) t.match(careful, state);
  t.end();
});

t.test('who was taken out of the list and is not empty yet stands below', (t) => {
  const gone = server(9);
  const leaving = [{ server: gone, sinceMs: nowMs - minuteMs, untilMs: nowMs + 60 * minuteMs }];
  const input = sampleInput([{}], { leaving });
  const status = buildStatus({
    ...input,
    load: new Map([...input.load, [gone.id, { ...load(0), observed: 3 }]]),
  });
  t.match(status.leavingServers, [{ name: gone.name, sessions: 3, until: '2026-11-21T15:00:00.000Z' }]);
  t.match(table(status), `◌ ${gone.name} was removed: 3 sessions, 2 under way there, at most until 15:00`);
  t.end();
});

t.test('columns appear only where a server has something in them', (t) => {
  t.equal(linesOf([{}])[1], 'SERVER  STATE        FOR  USERS  LAST CHECK');
  const rows = [{ load: load(3, 2), server: { maxUsers: 60, weight: 2 }, version: '7.3' }, {}];
  t.equal(linesOf(rows)[1], 'SERVER  STATE        FOR  USERS  PENDING  CAP  WEIGHT  VERSION  LAST CHECK');
  t.equal(linesOf([{ server: { weight: 3 } }, { server: { weight: 3 } }])[1]?.includes('WEIGHT'), false);
  t.end();
});

t.test('numbers stand at the right', (t) => {
  const [, header = '', first = '', second = ''] = linesOf([{ load: load(7) }, { load: load(1207) }]);
  const end = header.indexOf('USERS') + 'USERS'.length;
  t.equal(first.slice(0, end).at(-1), '7');
  t.equal(second.slice(0, end).slice(-4), '1207');
  t.end();
});

t.test('the last check gives way where there is no room for it', (t) => {
  t.notMatch(table(scenes.busy!(), 60), /LAST CHECK/);
  t.end();
});

t.test('a failed check is told in full where the table has to cut it', (t) => {
  const text = 'connect ECONNREFUSED 10.1.0.12:80 after 2 ms, at the third try';
  t.match(table(sampleStatus([{}, { health: down(text) }])), `\n✖ CRM02: ${text}\n`);
  t.notMatch(table(sampleStatus([{}, { health: down('refused') }])), '✖ CRM02: refused');
  t.end();
});

t.test('who took a server out is told with the reason and the end', (t) => {
  t.match(
    table(sampleStatus([{}, { admin: out('draining', nowMs + 30 * minuteMs) }])),
    '◌ CRM02 draining (finish) by anna: Windows updates, until 14:30 UTC',
  );
  t.end();
});

t.test('notices come with their mend, continued below their text', (t) => {
  const lines = table(scenes.flags!()).split('\n');
  const at = lines.findIndex((line) => line.startsWith('✖ The CRM moves log-ons itself'));
  t.match(lines[at + 1], /^ {2}server names/);
  t.match(lines[at + 3], /^ {2}→ Set Do Load Balancing to False/);
  t.match(lines[at + 4], /^ {4}\S/);
  t.match(table(scenes.trouble!()), /✖ The database has not answered for 2 min/);
  t.end();
});

t.test('a failed check that a notice tells already is not told twice', (t) => {
  const text = 'GET /CRM/eware.dll/go: connection refused by 10.1.0.12:80, twice';
  const notice = {
    severity: 'fault',
    code: 'server-down',
    text: `CRM02 is down. ${text}`,
    mend: 'Look.',
  } as const;
  const status = sampleStatus([{}, { health: down(text) }], { notices: [notice] });
  t.notMatch(table(status), '✖ CRM02: GET');
  t.match(table(status), '✖ CRM02 is down. GET');
  t.end();
});

t.test('without any server it says so', (t) => {
  const text = table(scenes.empty!());
  t.match(text, /✖ no server known/);
  t.notMatch(text, /SERVER|users/);
  t.end();
});

t.test('colours are put on without moving anything', (t) => {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9]+m`, 'g');
  for (const scene of Object.values(scenes)) {
    const colored = statusTable(scene(), { columns: 80, color: true });
    t.match(colored, escapes);
    t.equal(colored.replaceAll(escapes, '').replaceAll(/ +$/gm, ''), table(scene()).replaceAll(/ +$/gm, ''));
  }
  t.end();
});

t.test('a text from a server cannot act on the terminal', (t) => {
  const evil = down('\u001b]0;owned\u0007\u001b[2J');
  t.notOk(table(sampleStatus([{ health: evil, server: { name: 'CRM\u001b[2J' } }])).includes('\u001b'));
  t.end();
});
