// `fairlead status` as a process against a real admin listener: table, document, watching, and every way to fail.

import { spawn } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { pino } from 'pino';
import t from 'tap';
import { statusTable } from '../../../admin/rules/status-table.ts';
import { createAdminServer } from '../../../admin/server.ts';
import { waitFor } from '../../support/wait-for.ts';
import { scenes } from '../samples.ts';

const child = join(import.meta.dirname, 'child.ts');
let scene = scenes.calm!;
const server = createAdminServer({
  status: () => scene(),
  metrics: { text: async () => '', contentType: 'text/plain' },
  ready: () => ({ ready: true, because: [] }),
  logger: pino({ level: 'silent' }),
});
const url = `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}`;
t.teardown(() => server.close());

function start(words: readonly string[], adminUrl = url) {
  const env = { ...process.env, TEST_ADMIN_URL: adminUrl, COLUMNS: '' };
  const started = spawn(process.execPath, [child, 'status', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const code = new Promise<number | null>((resolve) => started.on('close', resolve));
  return { process: started, code };
}

async function run(words: readonly string[], adminUrl = url) {
  const { process: started, code } = start(words, adminUrl);
  const [output, errors] = await Promise.all([readAll(started.stdout), readAll(started.stderr)]);
  return { code: await code, output, errors };
}

/** A listener that answers everything in the same way. */
async function impostor(answer: http.RequestListener): Promise<string> {
  const other = http.createServer(answer);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.teardown(() => other.close());
  t.teardown(() => other.closeAllConnections());
  const address = other.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

t.test('the table, without colours where there is no terminal, and the exit code of the state', async (t) => {
  const rows: [string, number][] = [
    ['calm', 0],
    ['trouble', 3],
    ['none', 4],
    ['empty', 4],
  ];
  for (const [name, code] of rows) {
    scene = scenes[name]!;
    const answer = await run([]);
    t.equal(answer.output, statusTable(scene(), { columns: 80, color: false }), name);
    t.equal(answer.code, code);
    t.equal(answer.errors, '');
  }
});

t.test('-o json prints the API document and nothing else', async (t) => {
  scene = scenes.trouble!;
  const { code, output } = await run(['-o', 'json']);
  t.equal(code, 3);
  t.equal(output, await (await fetch(`${url}/api/v1/status`)).text());
  t.same(JSON.parse(output), scene());
});

t.test('--url goes before the configured address', async (t) => {
  scene = scenes.calm!;
  const { code } = await run(['--url', `${url}/`, '--no-color'], 'http://127.0.0.1:1');
  t.equal(code, 0);
});

t.test('a Fairlead that does not answer is one sentence with what to try', async (t) => {
  const { code, output, errors } = await run([], 'http://127.0.0.1:1');
  t.equal(code, 1);
  t.equal(output, '');
  t.match(
    errors,
    /^fairlead: No Fairlead answers at http:\/\/127\.0\.0\.1:1 \(.*\)\. Is it running\?.*--url or -c\.\n$/,
  );
  t.equal(errors.split('\n').length, 2);
});

t.test('somebody else at that address is told apart', async (t) => {
  const answers: http.RequestListener[] = [
    (_request, response) => response.end('<html>hello</html>'),
    (_request, response) => response.end('{"schema":2}'),
    (_request, response) => response.writeHead(404).end('not here'),
    (_request, response) => response.writeHead(421).end('{"error":{"message":"For this machine only."}}'),
  ];
  const told = [
    /no status document/,
    /no status document/,
    /answered with 404\. /,
    /421: For this machine only\./,
  ];
  for (const [index, answer] of answers.entries()) {
    const { code, errors } = await run([], await impostor(answer));
    t.equal(code, 1);
    t.match(errors, told[index]);
  }
  const moved = await run(
    [],
    await impostor((_request, response) => response.writeHead(302, { location: url }).end()),
  );
  t.equal(moved.code, 1, 'a redirect is not followed');
});

t.test('watching goes on until Ctrl-C, shows changes only, and ends with 130', async (t) => {
  scene = scenes.calm!;
  const { process: started, code } = start(['-w', '0.2']);
  let output = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await waitFor('the first table', () => output.includes('all 3 serve'));
  scene = scenes.none!;
  await waitFor('the table after the change', () => output.includes('none of 2 serves'));
  scene = scenes.calm!;
  await waitFor('the third table', () => output.split('all 3 serve').length === 3);
  started.kill('SIGINT');
  t.equal(await code, 130);
  t.equal(output.split('── Sage CRM').length - 1, 3, 'each state was shown once, however often it was asked');
});

t.test('watching as JSON is one document a line', async (t) => {
  scene = scenes.calm!;
  const { process: started, code } = start(['-w', '0.2', '-o', 'json']);
  let output = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await waitFor('two lines', () => output.split('\n').length > 2);
  started.kill('SIGINT');
  t.equal(await code, 130);
  for (const line of output.trim().split('\n')) t.same(JSON.parse(line), scene());
});

t.test('watching outlives a Fairlead that is away for a while', async (t) => {
  let away = true;
  const flaky = await impostor((_request, response) => {
    if (away) response.destroy();
    else response.end(JSON.stringify(scenes.calm!()));
  });
  const { process: started, code } = start(['-w', '0.2'], flaky);
  let output = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await waitFor('the sentence about it', () => output.includes('No Fairlead answers'));
  away = false;
  await waitFor('the table', () => output.includes('all 3 serve'));
  started.kill('SIGINT');
  t.equal(await code, 130);
});

t.test('Ctrl-C ends the waiting for an answer', async (t) => {
  let asked = false;
  const silent = await impostor(() => {
    asked = true;
  });
  const { process: started, code } = start([], silent);
  await waitFor('the request', () => asked);
  started.kill('SIGINT');
  t.equal(await code, 130);
});

t.test('a reader that leaves ends the watching without a stack trace', async (t) => {
  scene = scenes.calm!;
  const { process: started, code } = start(['-w', '0.2', '-o', 'json']);
  const errors = readAll(started.stderr);
  started.stdout.once('data', () => started.stdout.destroy());
  t.equal(await code, 130);
  t.equal(await errors, '');
});
