// `fairlead discover` as an operator runs it: as a process, against a real database, on a file with comments.

import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { runFairlead } from '../support/fairlead-process.ts';
import { prepareSite } from '../support/site.ts';

/** The file as an operator writes it: nothing discovered yet, with comments in many places. */
const commented = (written: string) =>
  `# Written by Anna, ask her first.\n${written
    .replace(/^ {4}parameters:\n(?: {6}.*\n)*/m, '')
    .replace(/^ {4}sql:\n(?: {6}.*\n)*/m, '')
    .replace('database:', '# The login is read-only.\ndatabase: # since May')
    .replace('servers:', '# Ports differ here.\nservers:')}# The end.\n`;

t.test('discover --yes writes what it found, keeps the comments, and check --live is content', async (t) => {
  const site = await prepareSite(t);
  const before = commented(readFileSync(site.file, 'utf8'));
  t.notMatch(before, 'SIM_', 'nothing is discovered yet');
  writeFileSync(site.file, before);
  const first = await runFairlead(t, ['check', site.file, '--live']);
  t.equal(first.code, 1);
  t.match(first.output, /fairlead discover/, 'the way out is told');

  const { code, output, errors } = await runFairlead(t, ['discover', '-c', site.file, '--yes']);
  t.equal(code, 0, errors);
  t.match(output, /RegisterKeyGen +\(secret\)/);
  t.notMatch(output, 'SIM-NOT-A-LICENCE');
  t.match(output, /ServerNames +CRMWEB1;CRMWEB2;CRMWEB3;/);
  t.match(output, /Do Load Balancing.*\n +SIM_DoLoadBalancing = False\n/);
  t.match(output, /\d+ settings written under crm\.overrides\n$/);

  const after = readFileSync(site.file, 'utf8');
  for (const comment of [
    '# Written by Anna, ask her first.',
    '# The login is read-only.',
    '# since May',
    '# Ports differ here.',
    '# The end.',
  ])
    t.ok(after.includes(comment), comment);
  t.match(after, 'ownBalancing: SIM_DoLoadBalancing');
  const kept = before.split('\n').filter((line) => !after.includes(line));
  t.same(kept, [], 'no line is gone');
  const second = await runFairlead(t, ['check', site.file, '--live']);
  t.equal(second.code, 0, second.output);

  const again = await runFairlead(t, ['discover', '-c', site.file, '--yes']);
  t.equal(again.code, 0);
  t.match(again.output, /nothing to change\n$/);
  t.equal(readFileSync(site.file, 'utf8'), after);
});

t.test('discover without a database says so in one sentence', async (t) => {
  const site = await prepareSite(t);
  await site.cluster.tds.stop();
  const { code, errors } = await runFairlead(t, ['discover', '-c', site.file, '--yes']);
  t.equal(code, 1);
  t.match(errors, /^fairlead: .*\n$/, 'one line');
  t.match(errors, /refused|not answer|127\.0\.0\.1/);
});
