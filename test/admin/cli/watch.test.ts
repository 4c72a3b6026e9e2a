// `fairlead status` at a terminal that can be redrawn, in this process: what is drawn, when, and what is left.

import http from 'node:http';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { createScreen } from '../../../admin/cli/screen.ts';
import { runStatus } from '../../../admin/cli/status.ts';
import { statusTable } from '../../../admin/rules/status-table.ts';
import { waitFor } from '../../support/wait-for.ts';
import { scenes } from '../samples.ts';

const control = String.fromCharCode(27);

function fakeTerminal(size = { columns: 80, rows: 24 }) {
  const output = new PassThrough();
  const errors = new PassThrough();
  const interrupt = new AbortController();
  let text = '';
  output.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return {
    interrupt,
    written: () => text,
    size,
    terminal: {
      output,
      errors,
      interactive: true,
      color: true,
      size: () => size,
      interrupted: interrupt.signal,
    },
  };
}

async function listener(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  t.teardown(() => server.closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

t.test('watching draws in place on an own page and leaves the last table behind', async (t) => {
  let scene = scenes.calm!;
  let asked = 0;
  const adminUrl = await listener((_request, response) => {
    asked += 1;
    response.end(JSON.stringify(scene()));
  });
  const { terminal, written, interrupt } = fakeTerminal();
  const ended = runStatus({ adminUrl, output: 'table', watchSeconds: 0.02, color: true, terminal });
  await waitFor('several looks', () => asked > 4);
  t.equal(written().split('largest difference 1').length - 1, 1, 'drawn once, since nothing changed');
  scene = scenes.none!;
  await waitFor('the change to be drawn', () => written().includes('none of 2 serves'));
  interrupt.abort();
  t.equal(await ended, 130);
  t.ok(written().startsWith(`${control}[?1049h`));
  const [, behind] = written().split(`${control}[?1049l`);
  t.equal(behind, statusTable(scenes.none!(), { columns: 80, color: true }));
});

t.test('while nobody answers the last table stays, with a line that says so', async (t) => {
  let away = false;
  const adminUrl = await listener((_request, response) => {
    if (away) response.destroy();
    else response.end(JSON.stringify(scenes.calm!()));
  });
  const { terminal, written, interrupt } = fakeTerminal();
  const ended = runStatus({ adminUrl, output: 'table', watchSeconds: 0.02, color: false, terminal });
  await waitFor('the table', () => written().includes('all 3 serve'));
  away = true;
  await waitFor('the line', () =>
    /all 3 serve[\s\S]*all 3 serve[\s\S]*✖ No Fairlead answers/.test(written()),
  );
  interrupt.abort();
  t.equal(await ended, 130);
});

t.test('a window of another size is drawn anew', async (t) => {
  const { terminal, written, size } = fakeTerminal();
  const screen = createScreen(terminal);
  screen.draw('a\nb\nc\n');
  size.rows = 2;
  screen.draw('a\nb\nc\n');
  await waitFor('the cut text', () => written().includes('… 2 more lines'));
  screen.close();
  t.ok(written().endsWith(`${control}[?1049l`));
});

t.test('many pictures in a moment become one', async (t) => {
  const { terminal, written } = fakeTerminal();
  const screen = createScreen(terminal);
  for (let index = 0; index <= 100; index += 1) screen.draw(`picture ${index}.\n`);
  await waitFor('the last picture', () => written().includes('picture 100.'));
  t.ok(written().includes('picture 0.'), 'the first at once');
  t.equal(written().split('picture').length - 1, 2);
  screen.close();
});

t.test('an answer that does not come is a time-out, exit code 6', async (t) => {
  const adminUrl = await listener(() => undefined);
  const { terminal } = fakeTerminal();
  let told = '';
  terminal.errors.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const code = await runStatus({
    adminUrl,
    output: 'table',
    watchSeconds: undefined,
    color: false,
    terminal,
    timeoutMs: 50,
  });
  t.equal(code, 6);
  await waitFor('the sentence', () => told.includes('did not answer within 0.05 s.'));
});

t.test('an answer without end is given up', async (t) => {
  const adminUrl = await listener((_request, response) => {
    const piece = Buffer.alloc(1024 * 1024, 'a');
    const more = () => {
      while (response.write(piece));
    };
    response.on('drain', more);
    more();
  });
  const { terminal } = fakeTerminal();
  terminal.errors.resume();
  const code = await runStatus({ adminUrl, output: 'json', watchSeconds: undefined, color: false, terminal });
  t.equal(code, 1);
});
