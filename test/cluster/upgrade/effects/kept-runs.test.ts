// What a run has kept goes back, over real SSH to the simulated Windows: looked at first, refused where it is not what
// was kept, or not of the version of the others.

import t, { type Test } from 'tap';
import type { PlannedStep } from '../../../../cluster/upgrade/plan-model.ts';
import { installFolder } from '../../../../demo/windows/seed.ts';
import { type EffectsSite, names, openEffects } from './effects-site.ts';

const page = `${installFolder}\\WWWRoot\\own.asp`;
const program = `${installFolder}\\WWWRoot\\eware.dll`;
const key = 'HKLM\\SOFTWARE\\eware\\Config\\/CRM';

/** Run 1 has kept files and keys of both servers. */
async function openKept(
  t: Test,
): Promise<EffectsSite & { readonly stepOf: (change: object) => PlannedStep }> {
  const site = await openEffects(t, {});
  for (const { machine } of site.members) {
    machine.files.write(page, 'as it was kept', 1);
    machine.registry.set(key, 'SIM_Own', 'as it was kept');
  }
  const ids = ['save-files', 'check-files', 'save-keys', 'check-keys'];
  for (const id of ['look', ...names.flatMap((name) => ids.map((each) => `${each}@${name}`))]) {
    const outcome = await site.perform(id);
    t.equal(outcome.outcome, 'done', `${id}: ${outcome.text}`);
  }
  const [first] = site.plan.steps;
  if (first === undefined) throw new Error('the plan has no steps');
  return { ...site, stepOf: (change) => ({ ...first, id: 'restore', ...change }) as PlannedStep };
}

const look = { kind: 'check', targets: ['CRMWEB2'], with: { what: ['kept'], run: '1', files: 'kept' } };
const read = { kind: 'verify-backup', targets: ['CRMWEB2'], with: { run: '1' } };
const back = { kind: 'run', targets: ['CRMWEB2'], with: { command: 'restore-kept', run: '1' } };

t.test('files and keys of one server go back, the other is not touched', async (t) => {
  const { members, act, stepOf } = await openKept(t);
  const [first, second] = members.map(({ machine }) => machine);
  for (const { files, registry } of members.map(({ machine }) => machine)) {
    files.write(page, 'spoilt', 1);
    registry.set(key, 'SIM_Own', 'spoilt');
  }
  t.match(await act(stepOf(look)), { outcome: 'done' });
  t.match(await act(stepOf(read)), { outcome: 'done', text: '2 files are whole' });
  t.match(await act(stepOf(back)), {
    outcome: 'done',
    text: /^CRMWEB2: as run 1 has kept it: .*WWWRoot, HKLM.*\/CRM$/,
  });
  t.equal(second?.files.read(page)?.bytes.toString(), 'as it was kept');
  t.equal(second?.registry.get(key, 'SIM_Own'), 'as it was kept');
  t.equal(first?.files.read(page)?.bytes.toString(), 'spoilt');
});

t.test('a copy that is not what was kept is told, and nothing goes back', async (t) => {
  const { members, act, stepOf } = await openKept(t);
  const files = members[1]?.machine.files;
  files?.write(page, 'newer', 1);
  const [archive] = files?.below('C:\\Backups').filter(({ path }) => path.endsWith('.zip')) ?? [];
  files?.write(archive?.path ?? '', 'somebody else wrote here', 1);
  t.match(await act(stepOf(read)), { outcome: 'failed', text: /CRMWEB2: .*\.zip is not what was written/ });
  await t.rejects(act(stepOf(back)), /the archive is not the one that was made/);
  t.equal(files?.read(page)?.bytes.toString(), 'newer');
  files?.remove(archive?.path ?? '');
  t.match(await act(stepOf(read)), { outcome: 'failed', text: /CRMWEB2: .*\.zip is not there/ });
});

t.test('files of another version than the other server has are refused', async (t) => {
  const { members, act, stepOf } = await openKept(t);
  members[0]?.machine.files.write(program, 'SIMULATED 17.1.0.1 2017 R1', 1);
  t.match(await act(stepOf(look)), {
    outcome: 'failed',
    text: /run 1 has kept files of version 7\.2\.0\.1, and CRMWEB1 has 17\.1\.0\.1 now/,
  });
  const whole = { ...look, targets: names, with: { ...look.with, database: true } };
  t.match(await act(stepOf(whole)), { outcome: 'failed', text: /kept no backup of the database/ });
  const none = { ...look, with: { ...look.with, run: '9' } };
  await t.rejects(act(stepOf(none)), { code: 'CLU_UPGRADE', message: /no run 9 of the environment test/ });
});

t.test('copies that nobody needs are deleted where they lie, and on no other server', async (t) => {
  const { members, discard } = await openKept(t);
  const copiesOn = (place: number) => members[place]?.machine.files.below('C:\\Backups') ?? [];
  const copies = copiesOn(1).map(({ path }) => ({
    server: 'CRMWEB2',
    of: '',
    file: path,
    bytes: 1,
    hash: '',
  }));
  t.equal(copies.length, 2);
  await discard(copies);
  t.same(copiesOn(1), []);
  t.equal(copiesOn(0).length, 2);
  await discard(copies);
  const stranger = copies.map((each) => ({ ...each, server: 'CRMWEB9' }));
  await t.rejects(discard(stranger), /CRMWEB9 is not reached by SSH: delete C:\\Backups.* there/);
});
