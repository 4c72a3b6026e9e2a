// Every command of cluster/remote/commands against the simulated servers, over real SSH: what it does, and what its
// parser makes of the answer.

import t, { type Test } from 'tap';
import { ask } from '../../../cluster/remote/ask.ts';
import type { RemoteQuestion } from '../../../cluster/remote/command.ts';
import {
  listAppPools,
  recycleAppPool,
  setAppPoolTimes,
  startAppPool,
  stopAppPool,
} from '../../../cluster/remote/commands/app-pools.ts';
import { serverClock } from '../../../cluster/remote/commands/clock.ts';
import { deleteFiles } from '../../../cluster/remote/commands/delete-files.ts';
import { fileHash } from '../../../cluster/remote/commands/file-hash.ts';
import { hashFolder } from '../../../cluster/remote/commands/file-hashes.ts';
import {
  placeFile,
  readFilePart,
  setFileAside,
  writeFilePart,
} from '../../../cluster/remote/commands/file-parts.ts';
import { fileVersion } from '../../../cluster/remote/commands/file-version.ts';
import {
  archiveFolder,
  copyFolder,
  diskSpace,
  restoreFolder,
} from '../../../cluster/remote/commands/folders.ts';
import { iisReset } from '../../../cluster/remote/commands/iis.ts';
import { pathAccess } from '../../../cluster/remote/commands/path-access.ts';
import { listProcesses } from '../../../cluster/remote/commands/processes.ts';
import { exportRegistryKey, importRegistryFile } from '../../../cluster/remote/commands/registry.ts';
import { programEnding, runProgram } from '../../../cluster/remote/commands/run-program.ts';
import { listServices, startService, stopService } from '../../../cluster/remote/commands/services.ts';
import { readTextFile } from '../../../cluster/remote/commands/text-file.ts';
import { sha256 } from '../../../demo/windows/files.ts';
import { appPoolName } from '../../../demo/windows/machine.ts';
import { ended } from '../../../demo/windows/rules/ending.ts';
import { installFolder } from '../../../demo/windows/seed.ts';
import { type DemoRunnerOptions, startDemoRunner } from '../../support/demo-runner.ts';
import { waitFor } from '../../support/wait-for.ts';

t.setTimeout(120_000);

/** A world with short ways to ask the first server. */
async function world(t: Test, options: DemoRunnerOptions = {}) {
  const demo = await startDemoRunner(t, { servers: 1, ...options });
  const server = demo.servers[0]!;
  const { machine } = demo.members[0]!;
  return {
    ...demo,
    server,
    machine,
    crm: demo.cluster.crm.servers[0]!,
    async value<Value>(question: RemoteQuestion<Value>): Promise<Value> {
      const answer = await ask(demo.runner, server, question);
      if (answer.ok) return answer.value;
      throw answer.error;
    },
    async failure(question: RemoteQuestion<unknown>): Promise<string> {
      const answer = await ask(demo.runner, server, question);
      return answer.ok ? 'no failure' : `${answer.error.code} ${answer.error.message}`;
    },
  };
}

const status = async (origin: string, path = '/CRM/eware.dll/go') =>
  (await fetch(`${origin}${path}`).catch(() => ({ status: 0 }))).status;

t.test('services are listed, stopped and started, and the CRM with them', async (t) => {
  const { value, failure, crm } = await world(t, { behaviour: { tomcatReadyMs: 0 } });
  const all = await value(listServices(['CRM*', 'Sage*']));
  t.same(
    all.map(({ name, state, start }) => `${name} ${state} ${start}`),
    [
      'CRMEscalationService',
      'CRMIndexerService',
      'CRMIntegrationService',
      'CRMTomcat7',
      'SageCRMQuickFindService',
    ].map((name) => `${name} running automatic`),
  );
  t.same(await value(listServices(['Nothing*'])), []);
  t.equal((await value(stopService('CRMTomcat7', 5_000))).state, 'stopped');
  t.equal(crm.details().tomcatAlive, false);
  t.equal((await value(stopService('CRMTomcat7', 5_000))).state, 'stopped', 'stopping twice does no harm');
  t.equal((await value(startService('crmtomcat7', 5_000))).state, 'running');
  t.equal(crm.details().tomcatAlive, true);
  t.match(await failure(startService('CRMTomcat9', 5_000)), /CLU_REMOTE_FAILED .*Cannot find any service/);
});

t.test('IIS that is stopped refuses, and comes back cold', async (t) => {
  const { value, crm } = await world(t, { behaviour: { dllStartMs: 0, resetMs: 0 } });
  t.equal(await status(crm.origin), 200);
  t.match(await value(iisReset('stop')), { said: /stopped/ });
  t.equal(await status(crm.origin), 0);
  t.match(await value(listServices(['W3SVC'])), [{ state: 'stopped' }]);
  t.match(await value(iisReset('start')), { said: /started/ });
  t.equal(await status(crm.origin), 200);
  t.equal(crm.details().cold, true);
  const { recycles } = crm.details().counters;
  await value(iisReset('restart'));
  t.ok(crm.details().counters.recycles > recycles);
});

t.test('an application pool is recycled, stopped (503) and started, and its times are set', async (t) => {
  const { value, failure, crm } = await world(t, { behaviour: { dllStartMs: 0 } });
  const [pool] = await value(listAppPools());
  t.match(pool, { name: appPoolName, state: 'started', idleTimeoutMinutes: 120, enable32Bit: true });
  t.equal(pool?.processIds.length, 1);
  const recycled = await value(recycleAppPool(appPoolName, 5_000));
  t.notSame(recycled.processIds, pool?.processIds, 'another process');
  t.match(await value(stopAppPool(appPoolName, 5_000)), { state: 'stopped', processIds: [] });
  t.equal(await status(crm.origin), 503);
  t.match(await value(startAppPool(appPoolName, 5_000)), { state: 'started' });
  t.equal(await status(crm.origin), 200);
  const times = { idleTimeoutMinutes: 0, periodicRestartMinutes: 0 };
  t.match(await value(setAppPoolTimes(appPoolName, times)), times);
  t.match(await failure(recycleAppPool('Other', 5_000)), /CLU_REMOTE_FAILED .*AppPools.Other/);
});

t.test('processes tell since when they run', async (t) => {
  const { value } = await world(t);
  const [worker] = await value(listProcesses(['w3wp.exe']));
  t.match(worker, { name: 'w3wp.exe', appPool: appPoolName });
  await value(recycleAppPool(appPoolName, 5_000));
  const [next] = await value(listProcesses(['w3wp.exe']));
  t.ok(next && worker && next.id !== worker.id && next.startedAtMs >= worker.startedAtMs);
  const [tomcat] = await value(listProcesses(['*tomcat*']));
  t.equal(tomcat?.appPool, undefined);
});

t.test('a folder is hashed: equal folders have equal hashes, a changed file shows', async (t) => {
  const { value, failure, machine } = await world(t);
  const folder = `${installFolder}\\WWWRoot\\CustomPages`;
  const before = await value(hashFolder(folder, 1_000));
  t.same(
    before.files.map(({ path }) => path),
    ['Company/Summary.asp', 'Opportunity/Forecast.asp', 'Tools/common.js'],
  );
  t.equal(
    before.bytes,
    before.files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  t.match(before.files[0]?.hash, /^[0-9a-f]{64}$/);
  t.same(await value(hashFolder(folder, 1_000)), before);
  machine.files.write(`${folder}\\Tools\\common.js`, 'changed', 1);
  const after = await value(hashFolder(folder, 1_000));
  t.not(after.hash, before.hash);
  t.not(after.files[2]?.hash, before.files[2]?.hash);
  t.match(await failure(hashFolder(folder, 2)), /more than 2 files/);
  t.match(await failure(hashFolder('C:\\Nowhere', 10)), /does not exist/);
});

t.test('a file is written in parts beside its place, placed once, and set aside', async (t) => {
  const { value, failure, machine } = await world(t);
  const path = `${installFolder}\\WWWRoot\\CustomPages\\Tools\\common.js`;
  const [from, backup] = [`${path}.fairlead-new`, 'D:\\Backup\\common.js'];
  const was = sha256(machine.files.read(path)!.bytes);
  const [one, two] = [Buffer.from('first, '), Buffer.from('then')];
  t.equal(await value(writeFilePart({ path: from, offset: 0, bytes: one, fileBytes: 11 })), 7);
  t.match(
    await failure(writeFilePart({ path: from, offset: 8, bytes: two, fileBytes: 11 })),
    /the part before this one is missing/,
  );
  for (let twice = 0; twice < 2; twice += 1)
    t.equal(await value(writeFilePart({ path: from, offset: 7, bytes: two, fileBytes: 11 })), 11);
  t.match(await value(readFilePart(from, 7, 100)), { bytes: two, fileBytes: 11 });
  const hash = sha256('first, then');
  const order = { path, from, hash, was, backup, modifiedAtMs: 1_000 };
  t.match(await failure(placeFile({ ...order, hash: was })), /what arrived is not what was sent/);
  t.match(await failure(placeFile({ ...order, was: undefined })), /changed since it was looked at/);
  for (let twice = 0; twice < 2; twice += 1) t.equal(await value(placeFile(order)), hash);
  t.match(machine.files.read(path), { bytes: Buffer.from('first, then'), modifiedAtMs: 1_000 });
  t.equal(sha256(machine.files.read(backup)!.bytes), was);
  t.equal(machine.files.read(from), undefined);
  const aside = 'D:\\Backup\\aside.js';
  t.match(await failure(setFileAside(path, was, aside)), /it stays/);
  for (let twice = 0; twice < 2; twice += 1) t.equal(await value(setFileAside(path, hash, aside)), hash);
  t.equal(machine.files.read(path), undefined);
  machine.settings.diskBytes = 1;
  t.match(await failure(writeFilePart({ path, offset: 0, bytes: one, fileBytes: 7 })), /no room/);
});

t.test('a folder is archived and made what it was, a copy equals its source', async (t) => {
  const { value, failure, machine } = await world(t);
  const folder = `${installFolder}\\WWWRoot`;
  const before = await value(hashFolder(folder, 1_000));
  const archive = await value(archiveFolder(folder, 'D:\\Backup\\wwwroot.zip'));
  t.match(archive, { files: before.files.length, bytes: before.bytes, hash: before.hash });
  t.ok(archive.archiveBytes > 0 && archive.freeBytes! > 0);
  machine.files.write(`${folder}\\CustomPages\\new.asp`, 'x', 1);
  machine.files.remove(`${folder}\\eware.dll`);
  t.match(
    await failure(restoreFolder('D:\\Backup\\wwwroot.zip', '0'.repeat(64), folder)),
    /not the one that was made/,
  );
  const restored = await value(restoreFolder('D:\\Backup\\wwwroot.zip', archive.archiveHash, folder));
  t.equal(restored.hash, before.hash);
  t.same(await value(hashFolder(folder, 1_000)), before);
  const copy = await value(copyFolder({ from: folder, to: `${installFolder}_backup` }));
  t.equal(copy.hash, before.hash);
  machine.settings.diskBytes = machine.files.usedBytes() + 5;
  t.match(await failure(copyFolder({ from: folder, to: 'D:\\Other' })), /there is no room at D:\\Other/);
  t.match(await value(diskSpace('D:\\')), { freeBytes: 5, totalBytes: machine.settings.diskBytes });
});

t.test('a share is reached with a password, which goes as a secret', async (t) => {
  const { value, failure, machine, members } = await world(t, {
    servers: 2,
    secrets: { SHARE_PASSWORD: 'hunter2' },
  });
  const library = '\\\\simfiles\\crm\\Library';
  const shareUser = { user: 'SITE\\files' };
  t.match(await value(pathAccess(library, { tryWriting: true })), { kind: 'folder', writable: true });
  machine.settings.sharesWantPassword = true;
  t.match(await value(pathAccess(library)), { kind: 'missing', problem: /Access is denied/ });
  t.match(await value(pathAccess(library, { shareUser })), { kind: 'folder', problem: undefined });
  t.match(await value(pathAccess('\\\\nowhere\\x')), { kind: 'missing', problem: /network path/ });
  t.match(await value(pathAccess(`${installFolder}\\Logs\\system.log`)), {
    kind: 'file',
    writable: undefined,
  });
  const from = `${installFolder}\\CustomDotNet`;
  t.match(await failure(copyFolder({ from, to: '\\\\simfiles\\crm\\out' })), /Access is denied/);
  const copy = await value(copyFolder({ from, to: '\\\\simfiles\\crm\\out', shareUser }));
  t.equal(copy.freeBytes, undefined);
  t.equal(members[1]?.machine.shares.get('\\\\simfiles\\crm')?.below('\\\\simfiles\\crm\\out').length, 1);
});

t.test('a registry key goes out into a file and comes back', async (t) => {
  const { value, failure, machine } = await world(t);
  const key = 'HKLM\\SOFTWARE\\eware\\Config\\/CRM';
  const file = 'D:\\Backup\\config.reg';
  const out = await value(exportRegistryKey(key, file));
  t.match(await value(readTextFile(file, 100_000)), {
    encoding: 'utf-16le',
    text: /^Windows Registry Editor Version 5.00\r\n\r\n\[HKEY_LOCAL_MACHINE\\SOFTWARE\\eware\\Config\\\/CRM\]/,
  });
  machine.registry.set(key, 'InstallDirName', 'OTHER');
  t.match(await failure(importRegistryFile(file, '0'.repeat(64))), /not the one that was written/);
  t.same(await value(importRegistryFile(file, out.hash)), out);
  t.equal(machine.registry.get(key, 'InstallDirName'), 'CRM');
  t.equal(machine.registry.get(key, 'TranslationsPath'), installFolder);
  t.match(await failure(exportRegistryKey('HKLM\\SOFTWARE\\Nothing', file)), /is there a key/);
});

t.test('files are read in their encoding, bounded; versions and the clock are told', async (t) => {
  const { value, failure, machine } = await world(t);
  const rows: readonly (readonly [bytes: Buffer, text: string, encoding: string])[] = [
    [Buffer.from('grün'), 'grün', 'utf-8'],
    [Buffer.from('\uFEFFgrün', 'utf16le'), 'grün', 'utf-16le'],
    [Buffer.from('grün', 'latin1'), 'grün', 'windows-1252'],
    [Buffer.alloc(0), '', 'utf-8'],
  ];
  for (const [bytes, text, encoding] of rows) {
    machine.files.write('C:\\text.txt', bytes, 5);
    const read = await value(readTextFile('C:\\text.txt', 1_000));
    t.same(read, { text, encoding, bytes: bytes.length, modifiedAtMs: 5, truncated: false });
  }
  machine.files.write('C:\\text.txt', 'grün', 5);
  t.match(await value(readTextFile('C:\\text.txt', 3)), { truncated: true, encoding: 'utf-8', bytes: 5 });
  t.match(await failure(readTextFile('C:\\gone.txt', 3)), /CLU_REMOTE_FAILED .*does not exist/);
  t.equal(await value(fileHash('C:\\text.txt')), sha256(Buffer.from('grün')));
  t.equal(await value(fileHash('C:\\gone.txt')), undefined);
  t.match(await value(fileVersion(`${installFolder}\\WWWRoot\\eware.dll`)), {
    file: '7.2.0.1',
    product: '7.2.0.1',
  });
  machine.files.write('C:\\old\\one.zip', '1', 5);
  machine.files.write('C:\\old\\two.zip', '2', 5);
  t.equal(await value(deleteFiles(['C:\\old\\one.zip', 'C:\\old\\gone.zip'])), 1);
  t.ok(machine.files.read('C:\\old\\two.zip'), 'what was not named stays, and its folder');
  t.equal(await value(deleteFiles(['C:\\old\\two.zip'])), 1);
  t.notOk(machine.files.isFolder('C:\\old'), 'an empty folder goes');
  t.equal(await value(deleteFiles(['C:\\old\\two.zip'])), 0);
  machine.settings.clockSkewMs = 3_600_000;
  const clock = await value(serverClock());
  t.ok(clock.utcMs - Date.now() > 3_500_000, 'an hour ahead');
});

t.test('a program is run, and its exit code is told', async (t) => {
  const { machine, runner, server } = await world(t);
  const seen: (readonly string[])[] = [];
  machine.files.write('C:\\Setup\\setup.exe', '', 1);
  machine.programs.set('c:\\setup\\setup.exe', async (words) => {
    seen.push(words);
    return ended(3010, 'done\r\n', 'a remark\r\n');
  });
  const setup = { purpose: 'Sets up.', file: 'C:\\Setup\\setup.exe', words: ['/a', 'b c'], timeoutMs: 5_000 };
  const result = await runner.run(server, runProgram(setup));
  t.match(result, { outcome: 'done', exitCode: 3010, stdout: 'done\n', stderr: 'a remark\n' });
  t.same(seen, [['/a', 'b c']]);
  t.same([0, 3010, 1641, 1].map(programEnding), ['success', 'restart-wanted', 'restart-begun', 'failed']);
  const gone = await runner.run(server, runProgram({ ...setup, file: 'C:\\gone.exe' }));
  t.match(gone, { outcome: 'done', exitCode: 1, stderr: /cannot find the file/ });
});

t.test('faults on demand: hanging, cut off, a wrong exit code, a wrong answer', async (t) => {
  const { failure, machine, members, runner, server, value } = await world(t);
  machine.faults.add({ kind: 'exit', exitCode: 5, stderr: 'Access is denied' }, { name: 'clock' });
  t.match(await failure(serverClock()), /CLU_REMOTE_FAILED .*exit code 5: Access is denied/);
  machine.faults.add({ kind: 'output', stdout: '{"utcMs":"soon"}' });
  t.match(await failure(serverClock()), /CLU_REMOTE_OUTPUT .*no number under "utcMs": "soon"/);
  machine.faults.add({ kind: 'cut', done: true }, { name: 'stop-service' });
  const cut = await runner.run(server, stopService('CRMTomcat7', 5_000).command);
  t.match(cut, { outcome: 'unknown', error: { code: 'CLU_REMOTE_CUT' } });
  t.match(await value(listServices(['CRMTomcat7'])), [{ state: 'stopped' }], 'it was done all the same');
  machine.faults.add({ kind: 'hang' });
  const stop = new AbortController();
  const hanging = runner.run(server, serverClock().command, stop.signal);
  await waitFor('it to hang', () => machine.running.size === 1);
  stop.abort();
  t.match(await hanging, {
    outcome: 'cancelled',
    started: true,
    error: { message: /its processes were ended/ },
  });
  t.equal(machine.running.size, 0);
  await members[0]!.server.close();
  // The first command may still be on its way over the old connection, and then its effect is not known.
  const refused = await waitFor('the end of the connection to be seen', async () => {
    const result = await runner.run(server, serverClock().command);
    return result.outcome === 'not-started' && result;
  });
  t.match(refused, { outcome: 'not-started', error: { code: 'CLU_REMOTE_UNREACHABLE' } });
  await members[0]!.server.listen();
  t.ok((await value(serverClock())).utcMs > 0, 'it is back on its port');
});

t.test('a probe finds user and machine', async (t) => {
  const { runner, server } = await world(t);
  t.match(await runner.probe(server), { outcome: 'ready', user: 'CRMWEB1\\fairlead', machine: 'CRMWEB1' });
});
