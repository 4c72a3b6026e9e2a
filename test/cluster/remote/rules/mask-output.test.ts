import t from 'tap';
import { maskOutput } from '../../../../cluster/remote/rules/mask-output.ts';

t.test('secrets are taken out of what a command wrote', async (t) => {
  const table: [text: string, secrets: string[], shown: string][] = [
    ['net use hunter2 failed', ['hunter2'], 'net use *** failed'],
    ['hunter2hunter2', ['hunter2'], '******'],
    ['{"said":"a\\"b"}', ['a"b'], '{"said":"***"}'],
    ['pass password', ['pass', 'password'], '*** ***'],
    ['C:\\x', ['C:\\x'], '***'],
    ['nothing', [''], 'nothing'],
    ['nothing', [], 'nothing'],
  ];
  for (const [text, secrets, shown] of table) t.equal(maskOutput(text, secrets), shown);
});
