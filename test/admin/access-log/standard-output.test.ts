import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import { waitFor } from '../../support/wait-for.ts';

const module = join(import.meta.dirname, '../../../admin/access-log/standard-output.ts');

/** Writes 20,000 numbered lines to a pipe nobody reads yet, then says on the error stream that it is not stuck. */
const script = `
  import { createStandardOutput } from ${JSON.stringify(module)};
  const output = createStandardOutput();
  const lines = Array.from({ length: 20000 }, (_, number) => 'line ' + number + ' ' + 'x'.repeat(number % 97) + '\\n');
  const written = output.write(Buffer.from(lines.join('')));
  let turns = 0;
  const timer = setInterval(() => process.stderr.write('turn ' + ++turns + '\\n'), 5);
  await written;
  clearInterval(timer);
`;

t.test('a reader that waits does not hold up the process, and no line is lost or mixed', async (t) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  t.teardown(() => child.kill());
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data;
  });
  // Nobody reads: without a listener for data the pipe fills up.
  await waitFor('the event loop turns while the pipe is full', () => said.includes('turn 10'));
  const pieces: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => pieces.push(data));
  const [code] = await once(child, 'close');
  t.equal(code, 0, said.slice(-500));
  const lines = Buffer.concat(pieces).toString().trimEnd().split('\n');
  t.equal(lines.length, 20_000);
  t.ok(lines.every((line, number) => line === `line ${number} ${'x'.repeat(number % 97)}`));
});
