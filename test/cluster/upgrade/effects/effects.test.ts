// What steps do on servers, over real SSH to the simulated Windows: services, backups, setups, what can be seen of them.

import t, { type Test } from 'tap';
import { licenceSecretOf } from '../../../../cluster/upgrade/rules/licence.ts';
import { installFolder, nameOf } from '../../../../demo/windows/seed.ts';
import { simulatedKey } from '../../../../demo/windows/setups.ts';
import { componentPage } from '../../../../demo/windows/tools.ts';
import { type EffectsSite, openEffects, version } from './effects-site.ts';

const key = { [licenceSecretOf(version)]: simulatedKey(version) };
const program = `${installFolder}\\WWWRoot\\eware.dll`;

const machineOf = ({ members }: EffectsSite, place: number) => {
  const found = members[place]?.machine;
  if (found === undefined) throw new Error('there is no such server');
  return found;
};

async function doAll(t: Test, site: EffectsSite, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const outcome = await site.perform(id);
    t.equal(outcome.outcome, 'done', `${id}: ${outcome.text}`);
  }
}

t.test('what somebody had stopped before is not started afterwards', async (t) => {
  const site = await openEffects(t, key);
  await machineOf(site, 1).services.stop('SageCRMQuickFindService');
  const before = ['CRMWEB1', 'CRMWEB2'].map(site.running);
  await doAll(t, site, ['look', 'stop']);
  for (const server of ['CRMWEB1', 'CRMWEB2'])
    t.notMatch(site.running(server).join(), /W3SVC|Tomcat|QuickFind/, server);
  t.match(await site.perform('stop'), { outcome: 'done', text: 'CRMWEB1: 0 stopped, CRMWEB2: 0 stopped' });
  await doAll(t, site, ['start@CRMWEB1', 'start@CRMWEB2']);
  t.same(['CRMWEB1', 'CRMWEB2'].map(site.running), before);
});

t.test('a backup is read back, and what was changed since goes back with it', async (t) => {
  const site = await openEffects(t, key);
  const { files } = machineOf(site, 0);
  const ids = [
    'look',
    'stop',
    'save-files@CRMWEB1',
    'check-files@CRMWEB1',
    'save-keys@CRMWEB1',
    'check-keys@CRMWEB1',
  ];
  await doAll(t, site, ids);
  await doAll(t, site, ['setup@CRMWEB1']);
  t.equal(nameOf(files.read(program)?.bytes), version);
  files.write(`${installFolder}\\WWWRoot\\new.txt`, 'from the setup', 1);
  t.match(await site.undo('setup@CRMWEB1'), {
    outcome: 'done',
    text: '1 folder is as it was; 1 key is as it was',
  });
  t.equal(nameOf(files.read(program)?.bytes), undefined, 'the program of before');
  t.equal(files.read(`${installFolder}\\WWWRoot\\new.txt`), undefined);

  const [copy] = files.below('C:\\Backups').filter(({ path }) => path.endsWith('.zip'));
  files.write(copy?.path ?? '', 'somebody else wrote here', 1);
  t.match(await site.perform('check-files@CRMWEB1'), { outcome: 'failed', text: /is not what was written/ });
  await t.rejects(site.undo('setup@CRMWEB1'), /hash|not what/i, 'and nothing is restored from it');
  files.remove(copy?.path ?? '');
  t.match(await site.perform('check-files@CRMWEB1'), { outcome: 'failed', text: /is not there/ });
});

t.test('a backup is not begun where the room for it is short', async (t) => {
  const site = await openEffects(t, key);
  const { files, settings } = machineOf(site, 0);
  settings.diskBytes = files.usedBytes() + 500;
  t.match(await site.perform('save-files@CRMWEB1'), {
    outcome: 'failed',
    text: /^CRMWEB1 has \d+ B free at C:\\Backups, 1\.0 KB are wanted$/,
  });
  t.same(files.below('C:\\Backups'), []);
});

t.test('a setup: refused, failed, cut off, done', async (t) => {
  const site = await openEffects(t, key);
  const [first, second] = [machineOf(site, 0), machineOf(site, 1)];
  await doAll(t, site, ['look']);
  t.match(await site.perform('setup@CRMWEB1'), {
    outcome: 'failed',
    text: /CRMWEB1: it ended with exit code 3: CRMWEB2 is connected to the database/,
  });
  await doAll(t, site, ['stop']);
  t.match(await site.perform('setup@CRMWEB2'), { outcome: 'failed', text: /run this on CRMWEB1 first/ });
  first.settings.setupFails = 'A file is in use.';
  t.match(await site.perform('setup@CRMWEB1'), {
    outcome: 'failed',
    text: /exit code 1603: A file is in use/,
  });
  first.settings.setupFails = undefined;
  t.equal(await site.seen('setup@CRMWEB1'), 'not-there');

  first.faults.add({ kind: 'cut', done: false }, { name: 'run-setup' });
  t.match(await site.perform('setup@CRMWEB1'), { outcome: 'unknown' });
  t.equal(await site.seen('setup@CRMWEB1'), 'not-there', 'its version is that of before');
  first.faults.add({ kind: 'cut', done: true }, { name: 'run-setup' });
  t.match(await site.perform('setup@CRMWEB1'), { outcome: 'unknown' });
  t.equal(await site.seen('setup@CRMWEB1'), 'there');

  // Setups start what they find: stopped again, as the recipe does it.
  await doAll(t, site, ['stop', 'installed@CRMWEB1']);
  t.equal(await site.seen('setup@CRMWEB2'), 'not-there', 'the look at one server hides nothing of another');
  second.settings.setupFindings = ['script-failed', 'view-kept'];
  await doAll(t, site, ['setup@CRMWEB2']);
  t.equal(await site.seen('setup@CRMWEB2'), 'there');
  t.match(await site.perform('log@CRMWEB2'), {
    outcome: 'done',
    text: /CRMWEB2: 9 scripts, 1 failed, 2 findings/,
    findings: [
      { id: 'script-addconstraints-es@CRMWEB2', severity: 'blocking' },
      { id: 'view-vcompany@CRMWEB2', severity: 'warning' },
    ],
  });
});

t.test('an installer that was cut off is waited for, and seen by the file it writes', async (t) => {
  const site = await openEffects(t, key);
  const [first, second] = [machineOf(site, 0), machineOf(site, 1)];
  await site.perform('component@CRMWEB1');
  t.equal(await site.seen('component@CRMWEB1'), 'unknown', 'nobody has looked at the file before');
  first.files.remove(componentPage);
  await doAll(t, site, ['before@CRMWEB1', 'before@CRMWEB2']);
  first.faults.add({ kind: 'cut', done: false }, { name: 'program' });
  t.match(await site.perform('component@CRMWEB1'), { outcome: 'unknown' });
  t.equal(await site.seen('component@CRMWEB1'), 'not-there');

  first.faults.add({ kind: 'cut', done: true }, { name: 'program' });
  t.match(await site.perform('component@CRMWEB1'), { outcome: 'unknown' });
  const id = first.nextProcessId();
  first.started.set(id, { name: 'install.exe', startedMs: first.nowMs() });
  let over = false;
  const seen = site.seen('component@CRMWEB1').finally(() => {
    over = true;
  });
  t.equal(await site.seen('component@CRMWEB2'), 'not-there', 'of one server nothing is told of another');
  t.notOk(over, 'its process is waited for');
  first.started.delete(id);
  t.equal(await seen, 'there');
  t.equal(second.files.read(componentPage), undefined);

  // A component that is there already is replaced by a newer one: another file of the same name.
  await doAll(t, site, ['before@CRMWEB1']);
  t.equal(await site.seen('component@CRMWEB1'), 'not-there');
  first.files.write(componentPage, 'a newer component', 1);
  t.equal(await site.seen('component@CRMWEB1'), 'there');
});

t.test('a wrong licence key is refused and not told', async (t) => {
  const site = await openEffects(t, { [licenceSecretOf(version)]: 'WRONG-KEY-1' });
  await doAll(t, site, ['look', 'stop']);
  const outcome = await site.perform('setup@CRMWEB1');
  t.match(outcome, { outcome: 'failed', text: /exit code 7: The licence key is not one of 2017 R1/ });
  t.notMatch(JSON.stringify(outcome), 'WRONG-KEY-1');
});
