// Faults as an operator reads them, and as a program does.

import t from 'tap';
import type { Fault } from '../../config/errors.ts';
import { faultJson, faultText } from '../../config/fault-text.ts';
import { faultsOf, least } from './fixture.ts';

const faults = faultsOf(`${least}listen: { prot: 1 }\nadmin: { host: 0.0.0.0, port: 70000 }\n`);

t.test('for a pipe each fault is one line, its parts apart by two blanks', (t) => {
  const lines = faultText(faults, { width: undefined, colours: false }).split('\n');
  t.equal(
    lines[0],
    'fairlead.yaml:2:11  listen.prot  there is no such setting  allowed: host, port, publicUrl, tls  did you mean port?',
  );
  t.match(lines[1], /^fairlead\.yaml:3:16 {2}admin\.host {2}warning: the admin listener has no log-on/);
  t.same(lines.slice(3), ['2 faults, 1 warning', '']);
  t.end();
});

t.test('for a terminal no line is wider than it', (t) => {
  for (const width of [40, 80]) {
    const text = faultText(faults, { width, colours: false });
    t.ok(
      text.split('\n').every((line) => line.length <= width || !line.startsWith(' ')),
      `${width} columns`,
    );
  }
  t.equal(
    faultText(faults.slice(0, 1), { width: 80, colours: false }),
    `fairlead.yaml:2:11  listen.prot
    there is no such setting
    allowed: host, port, publicUrl, tls
    -> did you mean port?

1 fault
`,
  );
  t.end();
});

t.test('colours change nothing but colours', (t) => {
  const text = faultText(faults, { width: 80, colours: true });
  t.match(text, '\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is
  t.equal(text.replaceAll(/\u001b\[[0-9]+m/g, ''), faultText(faults, { width: 80, colours: false }));
  t.end();
});

t.test('a fault of the file as a whole has no path', (t) => {
  const whole: Fault = { ...(faults[0] as Fault), path: '', allowed: null, suggestion: null };
  t.equal(
    faultText([whole], { width: undefined, colours: false }),
    'fairlead.yaml:2:11  (file)  there is no such setting\n1 fault\n',
  );
  t.end();
});

t.test('nothing to tell is no text', (t) => {
  t.equal(faultText([], { width: 80, colours: true }), '');
  t.end();
});

t.test('the JSON form has every key, and counts', (t) => {
  const parsed = JSON.parse(faultJson(faults));
  t.match(parsed, { version: 1, ok: false, faults: 2, warnings: 1 });
  t.same(Object.keys(parsed.entries[0]).sort(), [
    'allowed',
    'code',
    'column',
    'file',
    'line',
    'message',
    'path',
    'severity',
    'suggestion',
  ]);
  t.same(JSON.parse(faultJson([])), { version: 1, ok: true, faults: 0, warnings: 0, entries: [] });
  t.end();
});
