// `fairlead check` as an operator runs it: as a process, on real files, against a real database and real servers.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runFairlead, temporaryFolder } from '../support/fairlead-process.ts';
import { prepareSite } from '../support/site.ts';

/** Ten faults; each line that has one says what its message must contain. */
const tenFaults = `# ten faults
listen:
  port: 80800                      # 65535
  pubicUrl: https://crm.test       # publicUrl
database:
  host: sql1.test
  user: fairlead                   # password
  pollMs: fast                     # whole number
crm:
  scheme: ftp                      # https or http
servers:
  CRMWEB1:
    weight: -1                     # 0.01
    origin: crmweb1/start          # http://
routing:
  mode: proxi                      # proxy
traffic:
  closeGraceMs: 1.5                # whole number
logging:
  level: loud                      # info
`;

const expected = tenFaults
  .split('\n')
  .flatMap((line, index) =>
    /# ./.test(line) && index > 0 ? [{ line: index + 1, told: line.split('# ')[1] ?? '' }] : [],
  );

t.test('ten faults in a file are ten messages with line and column, in one run', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'fairlead.yaml'), tenFaults);
  const { code, output, errors } = await runFairlead(t, ['check'], { cwd: folder });
  t.equal(code, 1);
  t.equal(errors, '');
  const lines = output.split('\n').filter((line) => /^fairlead\.yaml:\d+:\d+ {2}\S/.test(line));
  t.equal(lines.length, 10, output);
  t.match(output, /\n10 faults\n$/);
  const numbers = lines.map((line) => Number(line.split(':')[1]));
  t.same(
    numbers,
    [...numbers].sort((one, other) => one - other),
    'sorted by line',
  );
  for (const { line, told } of expected) {
    const found = lines.filter((each) => each.includes(told));
    t.ok(found.length > 0, `"${told}" is told`, { lines });
    // A key that is missing is told where its section begins.
    if (told !== 'password')
      t.ok(
        found.some((each) => each.split(':')[1] === String(line)),
        `on line ${line}`,
      );
  }
  t.match(lines[1], /publicUrl/, 'what was probably meant');
});

t.test('the same as JSON', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'site.yaml');
  writeFileSync(file, tenFaults);
  const { code, output, errors } = await runFairlead(t, ['check', file, '-o', 'json']);
  t.equal(code, 1);
  t.equal(errors, '');
  const told = JSON.parse(output);
  t.match(told, { version: 1, ok: false, faults: 10 });
  t.equal(told.entries.length, 10);
  for (const each of told.entries)
    t.match(each, { file, line: Number, column: Number, path: String, message: /./ });
});

t.test('a file that is not there is told with what to do', async (t) => {
  const { code, output } = await runFairlead(t, ['check', 'nowhere.yaml']);
  t.equal(code, 1);
  t.match(output, /nowhere\.yaml:1:1 .*fairlead\.example\.yaml/);
});

t.test('check --live at a site that is right', async (t) => {
  const site = await prepareSite(t);
  const { code, output, errors } = await runFairlead(t, ['check', site.file, '--live']);
  t.equal(code, 0, output);
  t.equal(errors, '');
  for (const told of [
    /✔ encryption of the database connection/,
    /✔ the CRM's own balancing\n.*It is off/,
    /3 servers: CRMWEB1 at http:\/\/127\.0\.0\.1:\d+/,
    /✔ logged-on users/,
    /✔ server CRMWEB3/,
    /0 warnings, 0 faults\n$/,
  ])
    t.match(output, told);
  t.notMatch(output, site.cluster.sql.password);
  const json = await runFairlead(t, ['check', site.file, '--live', '-o', 'json']);
  t.equal(json.code, 0);
  t.match(JSON.parse(json.output), { version: 1, ok: true, warnings: [], findings: [{ severity: 'good' }] });
});

t.test('check --live where the CRM balances by itself and a server is dead', async (t) => {
  const site = await prepareSite(t);
  site.cluster.store.setParameter('SIM_DoLoadBalancing', 'True');
  await site.cluster.crm.servers[1]?.kill();
  const { code, output } = await runFairlead(t, ['check', site.file, '--live']);
  t.equal(code, 1);
  t.match(output, /✖ own-balancing\n[\s\S]*→ Set Do Load Balancing to False/);
  t.match(output, /✖ server CRMWEB2\n[\s\S]*refused/);
  t.match(output, /0 warnings, 2 faults\n$/);
});

t.test('check --live without the database still looks at the servers it knows', async (t) => {
  const site = await prepareSite(t);
  await site.cluster.tds.stop();
  const { code, output } = await runFairlead(t, ['check', site.file, '--live']);
  t.equal(code, 1);
  t.match(output, /✖ .*\n[\s\S]*→/);
  t.match(output, /✔ server CRMWEB1/);
});
