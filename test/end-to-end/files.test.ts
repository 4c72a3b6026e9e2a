// Files of the simulated servers over real SSH: what differs is listed, a plan is shown and copied in order, with
// backup and verification; a fault stops it (F5).

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import type { FilesDocument, FilesPlan } from '../../admin/operations/files.ts';
import type { EmbeddedCluster } from '../../demo/embedded-cluster.ts';
import { customPages, simulatedFiles } from '../../main/demo/demo-files.ts';
import { demoRemote } from '../../main/demo/demo-ssh.ts';
import type { Product } from '../../main/product.ts';
import { runFairlead, temporaryFolder } from '../support/fairlead-process.ts';
import { prepareSite, type Settings } from '../support/site.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(120_000);

const patienceMs = 30_000;
const sshFiles = { keyFile: 'ssh-key', knownHostsFile: 'known_hosts', configFile: '' };

function configurationOf(cluster: EmbeddedCluster, files: Settings, without: readonly string[]): Settings {
  const { remote, ports } = demoRemote(cluster, sshFiles);
  const own = cluster.crm.servers.map(({ name, origin }) => [
    name,
    { origin, remote: { port: ports.get(name), enabled: !without.includes(name) } },
  ]);
  return { remote, servers: Object.fromEntries(own), files: { ...simulatedFiles, ...files } };
}

/** Leads; nothing is looked at but what the test asks for. */
async function site(t: Test, files: Settings = {}, without: readonly string[] = []) {
  const made = await prepareSite(t, {
    prepare: async ({ ssh }, folder) => {
      writeFileSync(join(folder, 'ssh-key'), ssh.privateKey, { mode: 0o600 });
      writeFileSync(join(folder, 'known_hosts'), ssh.knownHosts);
    },
    configuration: (cluster) => configurationOf(cluster, { lookMs: 86_400_000, ...files }, without),
  });
  const product = await made.start();
  const machines = made.cluster.ssh.servers.map(({ machine }) => machine);
  const write = (at: number, path: string, text: string | Buffer) =>
    machines[at]?.files.write(`${customPages}\\${path}`, text, 1_767_000_000_000 + at);
  const read = (at: number, path: string) => machines[at]?.files.read(path)?.bytes;
  const run = (...words: string[]) => runFairlead(t, ['files', ...words, '--url', product.adminUrl]);
  await waitFor('it to lead', () => product.status().leader.state === 'leading', patienceMs);
  await waitFor('the first look', () => product.status().files.lookedAt !== null, patienceMs);
  return { ...made, product, machines, write, read, run };
}

async function get<Document>({ adminUrl }: Product, path: string): Promise<Document> {
  return (await (await fetch(`${adminUrl}/api/v1/files${path}`)).json()) as Document;
}

async function post({ adminUrl }: Product, path: string, body: object) {
  const answer = await fetch(`${adminUrl}/api/v1/files/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as { error?: { code: string } } };
}

const states = ({ folders }: FilesDocument) =>
  folders.map(({ servers }) => servers.map(({ state }) => state).join(' '));

type Site = Awaited<ReturnType<typeof site>>;

async function isCopied(t: Test, { folder, product, machines, write, read, run }: Site) {
  const same = await run('diff');
  t.equal(same.code, 0, same.errors);
  t.match(same.output, /Every server reaches the document library \\\\simfiles\\crm\\Library/);

  // More than one part of a file on its way.
  const large = Buffer.alloc(1_000_000, 'Fairlead ');
  for (const at of [0, 2]) write(at, 'Company\\Large.js', large);
  write(1, 'Company\\Summary.asp', 'older');
  write(2, 'Tools\\extra.asp', 'only here');
  const differing = await run('diff');
  t.equal(differing.code, 3);
  t.match(differing.output, /CRMWEB2 differs in 2 files/);
  t.match(differing.output, /missing {4}Company\/Large\.js +1\.0 MB {2}2025-12-29 /);
  t.match(differing.output, /different {2}Company\/Summary\.asp +5 B {2}2025-12-29 .*\n +on the master/);
  t.match(differing.output, /CRMWEB3 differs in 1 file\n.*\n {2}extra {6}Tools\/extra\.asp/);
  t.match(product.status().files, { differing: ['CRMWEB2', 'CRMWEB3'], copying: false });
  t.match(product.status().notices, [{ code: 'files-differ' }]);

  const planned = await run('sync', '--dry-run');
  t.match(planned.output, /1 {2}CRMWEB2 +add .*Large\.js[\s\S]*2 {2}CRMWEB2 +replace .*Summary\.asp/);
  t.match(planned.output, /kept on each server in C:\\FairleadBackup/);
  t.equal(read(1, `${customPages}\\Company\\Large.js`), undefined, 'nothing was done yet');

  const copied = await run('sync', '--yes', '-m', 'release 12');
  t.equal(copied.code, 0, copied.errors);
  t.match(copied.output, /✔ Copying done, 2 of 2/);
  t.ok(read(1, `${customPages}\\Company\\Large.js`)?.equals(large));
  t.equal(machines[1]?.files.read(`${customPages}\\Company\\Large.js`)?.modifiedAtMs, 1_767_000_000_000);
  const kept = machines[1]?.files.below('C:\\FairleadBackup') ?? [];
  t.same(
    kept.map(({ path, bytes }) => `${path.replace(/\d/g, '0')} ${bytes}`),
    ['C:\\FairleadBackup\\files-00000000-000000\\CustomPages\\Company\\Summary.asp older'],
  );
  t.ok(read(2, `${customPages}\\Tools\\extra.asp`), 'what only a server has stays');

  const removed = await run('sync', 'CustomPages', '--server', 'crmweb3', '--remove-extra', '--yes');
  t.equal(removed.code, 0, removed.errors);
  t.equal(read(2, `${customPages}\\Tools\\extra.asp`), undefined);
  t.equal(machines[2]?.files.below('C:\\FairleadBackup')[0]?.bytes.toString(), 'only here');
  t.same(states(await get<FilesDocument>(product, '')), ['master same same', 'master same same']);

  const audit = readFileSync(join(folder, 'data', 'audit.jsonl'), 'utf8')
    .trim()
    .split('\n');
  t.match(
    audit.map((line) => JSON.parse(line)).filter(({ operation }) => /sync|copy/.test(operation)),
    [
      { operation: 'files.sync', input: { reason: 'release 12' }, outcome: 'done' },
      { operation: 'files.copy', input: { server: 'CRMWEB2', path: 'Company/Large.js', kind: 'add' } },
      { operation: 'files.copy', input: { server: 'CRMWEB2', kind: 'replace' }, outcome: 'done' },
      { operation: 'files.sync' },
      { operation: 'files.copy', input: { server: 'CRMWEB3', kind: 'set-aside' }, outcome: 'done' },
    ],
  );
  const metrics = await (await fetch(`${product.adminUrl}/metrics`)).text();
  t.match(metrics, 'fairlead_files_differences{server="CRMWEB2"} 0');
  t.match(metrics, /fairlead_files_last_look_timestamp_seconds \d+/);
  t.match(metrics, 'fairlead_library_reachable{server="CRMWEB3"} 1');
}

async function stopsAtFault(t: Test, { product, machines, write, read }: Site) {
  const newer = (at: number, path: string) => write(at, path, 'newer');
  for (const path of ['a.asp', 'b.asp', 'c.asp']) newer(0, path);
  const look = async () => {
    await post(product, 'look', {});
    await waitFor('the look', async () => !(await get<FilesDocument>(product, '')).looking, patienceMs);
  };
  await look();
  const plan = await get<FilesPlan>(product, '/plan?servers=CRMWEB2');
  t.same(
    plan.steps.map(({ path }) => path),
    ['a.asp', 'b.asp', 'c.asp'],
  );
  newer(1, 'a.asp');
  await look();
  const stale = await post(product, 'sync', { plan: plan.plan, servers: 'CRMWEB2' });
  t.match(stale, { status: 409, body: { error: { code: 'plan-changed' } } });
  t.match(await post(product, 'sync', { plan: 'x', servers: 'CRMWEB9' }), {
    status: 404,
    body: { error: { code: 'no-such-thing' } },
  });

  const next = await get<FilesPlan>(product, '/plan');
  t.same(
    next.steps.map(({ server, path }) => `${server} ${path}`),
    ['CRMWEB2 b.asp', 'CRMWEB2 c.asp', 'CRMWEB3 a.asp', 'CRMWEB3 b.asp', 'CRMWEB3 c.asp'],
  );
  machines[1]?.faults.add({ kind: 'exit', exitCode: 1, stderr: 'The disk is full.' }, { name: 'place-file' });
  t.equal((await post(product, 'sync', { plan: next.plan })).status, 200);
  const ended = async () => (await get<FilesDocument>(product, '')).sync?.state !== 'running';
  await waitFor('the end', ended, patienceMs);
  t.match((await get<FilesDocument>(product, '')).sync, {
    state: 'failed',
    done: 0,
    of: 5,
    current: { server: 'CRMWEB2', path: 'b.asp' },
    problem: /The disk is full/,
  });
  t.equal(read(2, `${customPages}\\a.asp`), undefined, 'no other server was touched');
  t.match(
    product
      .status()
      .notices.map(({ code }) => code)
      .toSorted(),
    ['files-differ', 'files-sync-failed'],
  );
}

t.test('files on simulated servers, over SSH', async (t) => {
  const made = await site(t);
  const rows: readonly [string, (t: Test, made: Site) => Promise<void>][] = [
    ['what differs is listed, copied server after server, verified, and a backup is kept', isCopied],
    ['it stops at the first fault, and only what was shown is done', stopsAtFault],
  ];
  for (const [name, check] of rows) await t.test(name, (t) => check(t, made));
});

t.test('limits hold, a server without SSH or library is told, and a share does instead of SSH', async (t) => {
  const mounted = temporaryFolder(t);
  const share = join(mounted, '{server}');
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(mounted, path)), { recursive: true });
    writeFileSync(join(mounted, path), text);
  };
  put('CRMWEB1/Site.dll', 'new');
  put('CRMWEB2/Site.dll', 'new');
  put('CRMWEB3/Site.dll', 'old');
  const { product, machines, write, run } = await site(
    t,
    {
      maxFileBytes: 100,
      maxSyncBytes: 150,
      library: { path: '\\\\simfiles\\elsewhere', user: 'SIM\\fairlead', password: 'not a secret' },
      folders: { ...simulatedFiles.folders, Mounted: { path: 'C:\\Mounted', share } },
      backupShare: join(mounted, 'backup', '{server}'),
    },
    ['CRMWEB3'],
  );
  write(0, 'big.asp', 'x'.repeat(101));
  for (const path of ['a.asp', 'b.asp']) write(0, path, 'x'.repeat(100));
  const { code, output } = await run('diff');
  t.equal(code, 3);
  t.match(output, /\? CRMWEB3 is not known: There is no SSH to this server/);
  t.match(output, /✖ CRMWEB1 does not reach it: The network path was not found/);
  t.match(
    product.status().notices.map(({ code }) => code),
    ['files-differ', 'files-unseen', 'files-unseen', 'library-unreachable'],
  );
  const planned = await run('sync', '--dry-run');
  t.match(planned.output, /left to you: CRMWEB2 CustomPages\/big\.asp: too big/);
  t.match(planned.output, /more than is copied at once/);
  const refused = await run('sync', '--yes');
  t.match(refused, { code: 1, errors: /more than is copied at once \(files\.maxSyncBytes\)/ });
  t.same(machines[1]?.files.below('C:\\FairleadBackup'), []);

  const copied = await run('sync', 'Mounted', '--yes');
  t.equal(copied.code, 0, copied.errors + copied.output);
  t.equal(readFileSync(join(mounted, 'CRMWEB3/Site.dll'), 'utf8'), 'new');
  const [backup = ''] = readdirSync(join(mounted, 'backup/CRMWEB3'));
  t.equal(readFileSync(join(mounted, 'backup/CRMWEB3', backup, 'Mounted/Site.dll'), 'utf8'), 'old');
});
