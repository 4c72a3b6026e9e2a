// What a person types on a simulated server, over the system's own SSH client where there is one.

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { startEmbeddedCluster } from '../../../demo/embedded-cluster.ts';
import { installFolder } from '../../../demo/windows/seed.ts';
import { writeDemoSsh } from '../../../main/demo/demo-ssh.ts';
import { temporaryFolder } from '../../support/fairlead-process.ts';
import { needs } from '../../support/needs.ts';

type Said = { readonly code: number; readonly stdout: string; readonly stderr: string };

t.test('a person with ssh', needs('ssh'), async (t) => {
  const problems: Error[] = [];
  const cluster = await startEmbeddedCluster({
    servers: 2,
    users: 3,
    sqlPort: 0,
    onProblem: (problem) => problems.push(problem),
  });
  t.teardown(() => cluster.close());
  const folder = temporaryFolder(t);
  const { configFile, knownHostsFile } = await writeDemoSsh(cluster, folder);
  const ssh = async (server: string, line: string): Promise<Said> => {
    const words = ['-F', configFile, '-o', 'BatchMode=yes', server, line];
    const said: Partial<Said> = await promisify(execFile)('ssh', words).catch((error: Said) => error);
    return { code: said.code ?? 0, stdout: said.stdout ?? '', stderr: said.stderr ?? '' };
  };
  const [first] = cluster.crm.servers;

  t.test('looks at services and processes', async (t) => {
    const services = await ssh('CRMWEB1', 'Get-Service CRM*');
    t.match(services.stdout, /Running CRMTomcat7 +CRM Tomcat 7/);
    t.notMatch(services.stdout, 'W3SVC');
    t.match((await ssh('CRMWEB1', 'Get-Service')).stdout, /Running CRMEscalationService/);
    t.notMatch(
      (await ssh('CRMWEB2', 'Get-Service')).stdout,
      /Running CRMEscalationService/,
      'which runs once (F6)',
    );
    t.match((await ssh('CRMWEB2', 'Get-Process')).stdout, 'w3wp');
    t.same(await ssh('CRMWEB2', 'hostname'), { code: 0, stdout: 'CRMWEB2\r\n', stderr: '' });
  });

  t.test('stops, starts, resets and recycles', async (t) => {
    await ssh('CRMWEB1', 'Stop-Service CRMTomcat7');
    t.equal(first?.details().tomcatAlive, false);
    await ssh('CRMWEB1', 'Restart-Service CRMTomcat7');
    t.equal(first?.details().tomcatAlive, true);
    await ssh('CRMWEB1', 'iisreset /stop');
    t.equal(first?.details().state, 'stopped');
    await ssh('CRMWEB1', 'iisreset');
    t.equal(first?.details().state, 'serving');
    const recycles = first?.details().counters.recycles ?? 0;
    await ssh('CRMWEB1', 'Restart-WebAppPool CRMAppPool');
    t.equal(first?.details().counters.recycles, recycles + 1);
    const worker = /([0-9]+) +w3wp/.exec((await ssh('CRMWEB1', 'Get-Process w3wp')).stdout)?.[1];
    t.equal((await ssh('CRMWEB1', `taskkill /F /PID ${worker}`)).code, 0);
    t.equal(first?.details().counters.recycles, recycles + 2);
    t.equal((await ssh('CRMWEB1', `taskkill /F /PID ${worker}`)).code, 128, 'it is another process now');
  });

  t.test('stops and starts a pool, hashes a file, exports a key', async (t) => {
    await ssh('CRMWEB2', 'Stop-WebAppPool CRMAppPool');
    t.equal(cluster.crm.servers[1]?.details().poolRunning, false);
    await ssh('CRMWEB2', 'Start-WebAppPool -Name CRMAppPool');
    t.equal(cluster.crm.servers[1]?.details().poolRunning, true);
    const file = `"${installFolder}\\WWWRoot\\Themes\\ergonomic.css"`;
    const hashes = await Promise.all(['CRMWEB1', 'CRMWEB2'].map((each) => ssh(each, `Get-FileHash ${file}`)));
    t.match(hashes[0]?.stdout, /SHA256 +[0-9A-F]{64} C:/);
    t.equal(hashes[0]?.stdout, hashes[1]?.stdout, 'the same on every server');
    t.match(await ssh('CRMWEB1', 'Get-FileHash C:\\gone.txt'), { code: 1, stderr: /does not exist/ });
    const key = 'HKLM\\SOFTWARE\\eware\\Config\\/CRM';
    t.match(await ssh('CRMWEB1', `reg export ${key} D:\\config.reg`), { code: 0, stdout: /successfully/ });
    t.match((await ssh('CRMWEB1', 'Get-FileHash D:\\config.reg')).stdout, 'SHA256');
    t.match(await ssh('CRMWEB1', 'reg delete HKLM'), { code: 1 });
  });

  t.test('is told what is not known, as PowerShell would', async (t) => {
    const unknown = await ssh('CRMWEB1', 'Format-Disk');
    t.match(unknown, { code: 1, stderr: /The term 'Format-Disk' is not recognized/ });
    t.match(await ssh('CRMWEB1', 'Start-Service Nothing'), { code: 1, stderr: /Cannot find any service/ });
    t.match(await ssh('CRMWEB1', 'constructor'), { code: 1 });
  });

  t.test('gets in with the key that was made and no other', async (t) => {
    writeFileSync(knownHostsFile, '');
    t.match(await ssh('CRMWEB1', 'hostname'), { code: 255, stderr: /Host key verification failed/ });
    t.same(await writeDemoSsh(cluster, folder), {
      configFile,
      knownHostsFile,
      keyFile: join(folder, 'ssh-key'),
    });
    const stranger = ['-F', configFile, '-o', 'BatchMode=yes', '-l', 'stranger', 'CRMWEB1', 'hostname'];
    const refused = await promisify(execFile)('ssh', stranger).catch((error: Said) => error);
    t.match(refused, { code: 255, stderr: /Permission denied/ });
  });
  t.same(problems, []);
});
