// What an upgrade refuses: a recipe in the wrong order, a backup that is not what was written, one that is gone before
// the setup, a server alone that goes back once users are in. One run of three servers that meets all of it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createLogger } from '../../admin/logging.ts';
import type { RunDocument } from '../../admin/run-schema.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { WindowsMachine } from '../../demo/windows/machine.ts';
import { startProduct } from '../../main/product.ts';
import { ask, form, sidOf } from '../demo/crm/harness.ts';
import { runFairlead, temporaryFolder } from '../support/fairlead-process.ts';
import { createUpgradeClient } from '../support/upgrade-client.ts';
import { installedVersions, prepareUpgrade, seededVersion } from '../support/upgrade-stage.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(600_000);

const [before, after] = [seededVersion, '2017 R1'];
const old = [before, before, before];
const patienceMs = 60_000;
const shipped = join(import.meta.dirname, '../../cluster/upgrade/recipes/sage-crm-version.yaml');

/** The recipe that ships, changed by somebody so that it begins with the secondaries. */
function writeWrongOrder(t: Test): { readonly folder: string; readonly file: string } {
  const folder = join(temporaryFolder(t), 'recipes');
  mkdirSync(folder);
  const file = join(folder, 'secondaries-first.yaml');
  const text = readFileSync(shipped, 'utf8')
    .replace('recipe: sage-crm-version', 'recipe: secondaries-first')
    .replace('for: each-server\n    eachHop: true', 'for: each-secondary\n    eachHop: true');
  writeFileSync(file, text);
  return { folder, file };
}

async function open(t: Test) {
  const wrong = writeWrongOrder(t);
  const stage = await prepareUpgrade(t, { upgrade: { recipeFolder: wrong.folder } });
  const loaded = loadConfiguration(stage.file);
  if (!loaded.ok) throw new Error(loaded.faults.map((each) => each.message).join('; '));
  const output = { write: () => undefined };
  const logger = createLogger({ level: 'info', format: 'json', color: false, secrets: [], output });
  const product = await startProduct({ configuration: loaded.configuration, logger, nowMs: Date.now });
  t.teardown(() => product.close());
  await waitFor('it to lead', () => product.status().leader.state === 'leading', patienceMs);
  const client = createUpgradeClient(() => product.adminUrl);
  const machineOf = (place: number): WindowsMachine => {
    const machine = stage.live.ssh.servers[place]?.machine;
    if (machine === undefined) throw new Error(`there is no server ${place + 1}`);
    return machine;
  };
  const haltedAt = (step: string, because: RegExp) =>
    client.until(`the halt at ${step}`, (run: RunDocument) => {
      return run.status === 'failed' && run.at === step && because.test(run.because);
    });
  const wish = async (verb: 'retry' | 'confirm', step: string) =>
    t.match(await client.wish({ verb, step, text: 'looked at it' }), { status: 200 });
  const versions = () => installedVersions(stage.live);
  const fairlead = (...words: string[]) => runFairlead(t, [...words, '--url', product.adminUrl]);
  return { wrong, stage, product, client, machineOf, haltedAt, wish, versions, fairlead };
}

/** The archive of the files of a server, as the run has kept it. */
function archiveOf({ files }: WindowsMachine): string {
  const [archive] = files.below('C:\\').filter(({ path }) => path.endsWith('.zip'));
  if (archive === undefined) throw new Error('there is no archive');
  return archive.path;
}

t.test('an upgrade that meets everything it must refuse', async (t) => {
  const { wrong, stage, product, client, machineOf, haltedAt, wish, versions, fairlead } = await open(t);
  const { store, logOns } = stage.live;

  await t.test('a recipe whose order was changed is refused by the check and by the plan', async (t) => {
    const owner = /CRMWEB2 would be upgraded before CRMWEB1, which owns the database \(F7\)/;
    const checked = await runFairlead(t, ['upgrade', 'check', wrong.file]);
    t.equal(checked.code, 1);
    t.match(checked.output + checked.errors, /secondaries-first\.yaml:\d+:.*owns the database/);
    const planned = await fairlead('upgrade', 'plan', 'secondaries-first', '--to', after);
    t.equal(planned.code, 1);
    t.match(planned.errors.replaceAll(/\s+/g, ' '), owner);
    const run = await fairlead('upgrade', 'run', 'secondaries-first', '--to', after, '-y');
    t.equal(run.code, 1);
    t.match(run.errors.replaceAll(/\s+/g, ' '), owner);
    t.same(await client.show().then(({ run: number }) => number), undefined, 'there is no run');
    t.same(versions(), old);
  });

  await t.test('a backup that is not what was written, or is not there, is not verified', async (t) => {
    const refused = { kind: 'exit', exitCode: 5, stderr: 'The disk is asleep.' } as const;
    // The look at folders that must be alike asks for the same and would take some of three.
    machineOf(1).faults.add(refused, { name: 'hash-folder', times: 1_000 });
    const { hash } = (await client.plan('live', after)).value;
    const withoutRehearsal = 'the rehearsal has its own test';
    t.match(await client.begin('live', after, { hash, withoutRehearsal }), { status: 200 });
    await haltedAt('check-files@CRMWEB2', /disk is asleep/);
    machineOf(1).faults.clear();
    const { files } = machineOf(1);
    const archive = archiveOf(machineOf(1));
    const whole = files.read(archive)?.bytes ?? Buffer.alloc(0);
    files.write(archive, 'somebody else wrote here', Date.now());
    await wish('retry', 'check-files@CRMWEB2');
    const spoilt = await haltedAt('check-files@CRMWEB2', /is not what was written/);
    t.match(spoilt.mend, /retry check-files@CRMWEB2/);
    t.notOk(spoilt.verbs.includes('confirm'), 'nobody can say that it is whole');
    t.notOk(spoilt.verbs.includes('skip'));
    const skipped = { verb: 'skip', step: 'check-files@CRMWEB2', text: 'it will do' } as const;
    t.match(await client.wish(skipped), { status: 409, refusal: { message: /does not let anybody skip/ } });
    files.remove(archive);
    await wish('retry', 'check-files@CRMWEB2');
    await haltedAt('check-files@CRMWEB2', /\.zip is not there/);
    files.write(archive, whole, Date.now());
    // Before the setups begin: somebody starts a Tomcat again.
    await machineOf(2).services.start('CRMTomcat7');
    await wish('retry', 'check-files@CRMWEB2');
    t.same(versions(), old);
  });

  await t.test('one that was verified and is gone before the setup is missed', async (t) => {
    const held = await client.until('the Tomcat', ({ because }) => /still connected/.test(because));
    t.match(held, { at: 'setup@CRMWEB1', because: /CRMWEB3.*Tomcat: \d+/ });
    const { files } = machineOf(0);
    const archive = archiveOf(machineOf(0));
    const whole = files.read(archive)?.bytes ?? Buffer.alloc(0);
    files.remove(archive);
    const missed = await haltedAt('setup@CRMWEB1', /verified is not there any more: CRMWEB1: .*\.zip/);
    t.match(missed.mend, /Put that file back, then retry/);
    t.same(versions(), old, 'no setup has begun');
    files.write(archive, whole, Date.now());
    await machineOf(2).services.stop('CRMTomcat7');
    const broken = { kind: 'exit', exitCode: 1, stderr: 'Cannot start service W3SVC.' } as const;
    machineOf(2).faults.add(broken, { name: 'start-service', times: 2 });
    await wish('retry', 'setup@CRMWEB1');
  });

  await t.test('users are in: one server alone never goes back, all only with what is lost', async (t) => {
    const halted = await haltedAt('start@CRMWEB3', /Cannot start service/);
    t.match(halted.verbs, ['retry', 'abort', 'rollback']);
    t.same(versions(), [after, after, after]);
    const users = async (index: number) => {
      const { logOn = '', password = '' } = logOns[index] ?? {};
      const got = await ask(
        `${product.url}/CRM/eware.dll/go`,
        form({ EWARE_USERID: logOn, PASSWORD: password }),
      );
      return sidOf(got) === '' ? `${got.status} ${got.body}` : 'in';
    };
    t.equal(await users(0), 'in', 'on the servers that have passed their tests');
    store.setParameter('SIM_EnteredByUser', 'an offer');

    const alone = await fairlead('upgrade', 'rollback', '--server', 'CRMWEB3', '-m', 'it does not start');
    t.equal(alone.code, 1);
    const said = alone.errors.replaceAll(/\s+/g, ' ');
    t.match(said, /has changed the database, which all servers share: CRMWEB3 alone would meet/);
    t.match(said, /would lose everything users have entered since admit@CRMWEB1/);
    const whole = await fairlead('upgrade', 'rollback', '-m', 'it does not start');
    t.equal(whole.code, 1);
    t.match(whole.errors.replaceAll(/\s+/g, ' '), /loses everything users have entered since admit@CRMWEB1/);
    t.match(whole.errors, /--accept-loss/);
    t.same(versions(), [after, after, after], 'nothing has gone back');
    t.match((await client.show()).status, 'failed', 'the run stays where it was');

    const accepted = await fairlead('upgrade', 'rollback', '--accept-loss', '-m', 'the board says so');
    t.equal(accepted.code, 0, accepted.output + accepted.errors);
    const over = await client.until('the rollback', ({ endedAt }) => endedAt !== null);
    t.equal(over.statusText, 'RolledBack', over.because);
    t.same(versions(), old);
    t.equal(store.parameter('SIM_EnteredByUser'), undefined, 'it is lost, as was said');
    await waitFor('all to serve', async () =>
      (await client.serverStates()).every((state) => state === 'serving'),
    );
    for (const index of [1, 2, 3]) t.equal(await users(index), 'in');
  });
});
