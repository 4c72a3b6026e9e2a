// Log lines: JSON for machines, text for people, and no secret in either, wherever it hides.

import t from 'tap';
import { createLogger, type LoggerOptions } from '../../admin/logging.ts';
import { logOnEntry } from '../../admin/rules/log-on-entry.ts';
import { logText } from '../../admin/rules/log-text.ts';
import { masked, secretForms } from '../../admin/rules/mask.ts';

function logTo(more: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    format: 'json',
    color: false,
    secrets: [],
    output: { write: (line: string) => lines.push(line) },
    ...more,
  });
  return { lines, logger };
}

const decision = {
  requestId: 'r1',
  serverName: 'CRM02',
  because: 'fewest-users',
  candidates: [
    { name: 'CRM01', users: 31, health: 'up', admin: 'in-service', ejected: false, open: true },
    { name: 'CRM02', users: 30, health: 'up', admin: 'in-service', ejected: false, open: true },
    { name: 'CRM03', users: 0, health: 'down', admin: 'in-service', ejected: false, open: true },
    { name: 'CRM04', users: 2, health: 'going-up', admin: 'draining', ejected: false, open: true },
    { name: 'CRM05', users: 9, health: 'down', admin: 'in-service', ejected: true, open: true },
    { name: 'CRM06', users: 3, health: 'up', admin: 'in-service', ejected: false, open: false },
  ],
  waitedMs: undefined,
  user: 'Anna Beck',
};

t.test('a line is one JSON object with level, time and message', (t) => {
  const { lines, logger } = logTo();
  logger.info({ server: 'CRM01' }, 'up');
  logger.debug('not at this level');
  t.equal(lines.length, 1);
  t.match(JSON.parse(lines[0]!), { level: 'info', time: /^20\d\d-.*Z$/, server: 'CRM01', msg: 'up' });
  t.same(
    Object.keys(JSON.parse(lines[0]!)),
    ['level', 'time', 'server', 'msg'],
    'no process id, no host name',
  );
  t.end();
});

t.test('a log-on is one line: where, why, and how all candidates stood', (t) => {
  const { lines, logger } = logTo();
  logger.info(logOnEntry(decision, false), 'log-on');
  t.match(JSON.parse(lines[0]!), {
    event: 'log-on',
    server: 'CRM02',
    because: 'fewest-users',
    candidates: 'CRM01:31 CRM02:30 CRM03:0(down) CRM04:2(going-up,draining) CRM05:9(ejected) CRM06:3(busy)',
  });
  t.notMatch(lines[0], 'Anna', 'no user name unless it was asked for');
  t.equal(logOnEntry(decision, true).user, 'Anna Beck');
  t.equal(logOnEntry({ ...decision, serverName: undefined, because: 'all-full' }, false).server, null);
  t.notOk('waitedMs' in logOnEntry(decision, false));
  t.equal(logOnEntry({ ...decision, waitedMs: 1_200 }, false).waitedMs, 1_200);
  t.end();
});

t.test('no secret is in any line, wherever it hides and however it is written', (t) => {
  const secrets = ['hun"ter\\2', 'p@ss word', 'x'.repeat(40)];
  for (const format of ['json', 'text'] as const)
    for (const secret of secrets) {
      const { lines, logger } = logTo({ secrets, format });
      const cause = new Error(`login failed for ${secret}`);
      logger.error({ err: new Error(`no connection with ${secret}`, { cause }) }, `tried ${secret}`);
      logger.info(
        { deep: { list: [`a${secret}b`] }, url: `sql://sa:${encodeURIComponent(secret)}@db` },
        'connected',
      );
      logger.info({ password: 'other', nested: { authorization: 'Basic eDp5' } }, 'asked');
      const text = lines.join('');
      for (const form of [...secretForms([secret]), 'other', 'eDp5'])
        t.notOk(text.includes(form), `${format}: ${form}`);
      t.match(text, '***');
      t.equal(lines.length, 3);
      if (format === 'json') for (const line of lines) t.ok(JSON.parse(line));
    }
  t.end();
});

t.test('a short secret spoils neither the names nor the shape of a line', (t) => {
  const { lines, logger } = logTo({ secrets: ['e', '2', 'info', ''] });
  logger.info({ server: 'CRM01', count: 3 }, 'seen here');
  t.match(JSON.parse(lines[0]!), {
    level: 'info',
    time: /^2/,
    server: 'CRM01',
    count: 3,
    msg: 's******n h***r***',
  });
  t.end();
});

t.test('masking takes the longest first, and leaves everything but texts alone', (t) => {
  const nested = secretForms(['hunter2', 'hunter2-hunter2-hunter2-x']);
  t.equal(masked('key hunter2-hunter2-hunter2-x, password hunter2', nested), 'key ***, password ***');
  t.same(masked({ a: 1, b: null, c: [true, 'xy'], d: { x: 'x' } }, ['x']), {
    a: 1,
    b: null,
    c: [true, '***y'],
    d: { x: '***' },
  });
  t.end();
});

t.test('at a terminal a record is one line of text', (t) => {
  const record = {
    level: 'warn',
    time: '2026-11-21T14:00:00.123Z',
    msg: 'CRM02 is down',
    server: 'CRM02',
    because: 'a b',
  };
  t.equal(logText(record, false), '14:00:00.123 WARN  CRM02 is down server=CRM02 because="a b"');
  t.match(
    logText({ ...record, err: { code: 'ECONNREFUSED', message: 'no\nway' } }, false),
    / ECONNREFUSED: no way$/,
  );
  t.ok(logText(record, true).includes('\u001b[93mWARN'));
  const evil = logText({ ...record, msg: 'a\nb\u001b[2J', user: '\u001b[2J' }, false);
  t.notOk(evil.includes('\n') || evil.includes('\u001b'));
  t.end();
});

t.test('level and secrets change while it is in use, and old secrets stay secret', (t) => {
  const { lines, logger } = logTo({ secrets: ['first-secret'] });
  logger.debug({}, 'too quiet');
  logger.adjust({ level: 'debug', secrets: ['second-secret'] });
  logger.debug({ old: 'first-secret', next: 'second-secret' }, 'heard');
  logger.adjust({ level: 'error', secrets: ['second-secret'] });
  logger.warn({}, 'too quiet again');
  t.equal(lines.length, 1);
  t.match(JSON.parse(lines[0] ?? ''), { msg: 'heard', old: '***', next: '***' });
  t.end();
});
