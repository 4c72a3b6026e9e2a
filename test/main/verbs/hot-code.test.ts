import { execFileSync, spawnSync } from 'node:child_process';
import t from 'tap';
import { inliningOptions } from '../../../main/verbs/hot-code.ts';

t.test('V8 has the options that are set', (t) => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const option of inliningOptions) {
    const [name = ''] = option.split('=', 1);
    t.match(known, new RegExp(`^ +${name} \\(`, 'm'), name);
    t.notMatch(known, `default: ${option}\n`, 'and another value of its own');
  }
  t.end();
});

t.test('it takes them while the process runs, and has nothing to say', (t) => {
  const module = new URL('../../../main/verbs/hot-code.ts', import.meta.url).href;
  const code = `(await import('${module}')).inlineMore(); console.log('on');`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
  t.equal(run.stderr, '');
  t.equal(run.stdout, 'on\n');
  t.end();
});
