import t from 'tap';
import { findingsText, type ShownFinding } from '../../../admin/rules/findings-text.ts';
import { createPainter } from '../../../admin/rules/paint.ts';
import { widthOf } from '../../../admin/rules/text-width.ts';

const plain = createPainter(false);
const finding = (change: Partial<ShownFinding> = {}): ShownFinding => ({
  severity: 'good',
  what: 'server CRM01',
  saw: 'It shows the log-on page.',
  mend: '',
  ...change,
});

t.test('each finding has a mark, what was looked at, what came of it, and the mend', async (t) => {
  const fault = finding({ severity: 'fault', what: 'server CRM02', saw: 'Refused.', mend: 'Start it.' });
  const warning = finding({ severity: 'warning', what: 'the version', saw: 'Old.' });
  t.equal(
    findingsText([finding(), fault, warning], 80, plain),
    [
      '✔ server CRM01',
      '    It shows the log-on page.',
      '✖ server CRM02',
      '    Refused.',
      '    → Start it.',
      '⚠ the version',
      '    Old.',
      '',
      '1 good, 1 warning, 1 fault',
      '',
    ].join('\n'),
  );
});

t.test('the last line counts', async (t) => {
  const fault = finding({ severity: 'fault' });
  const rows: [readonly ShownFinding[], string][] = [
    [[], '0 good, 0 warnings, 0 faults'],
    [[finding(), finding()], '2 good, 0 warnings, 0 faults'],
    [[fault, fault], '0 good, 0 warnings, 2 faults'],
  ];
  for (const [findings, line] of rows) t.match(findingsText(findings, 80, plain), `\n${line}\n`);
});

t.test('no line is wider than the terminal', async (t) => {
  const long = 'words that go on and on '.repeat(12).trim();
  const text = findingsText([finding({ severity: 'fault', what: long, saw: long, mend: long })], 60, plain);
  for (const line of text.split('\n')) if (widthOf(line) > 60) t.fail(line);
  t.equal(text.replaceAll(/\s+/g, ' ').split(long).length, 3, 'what was seen and the mend are whole');
});

t.test('without a terminal no line is broken or cut', async (t) => {
  const long = `http://${'a'.repeat(300)}/ and ${'words '.repeat(60)}end`;
  const text = findingsText(
    [finding({ what: long, saw: long, mend: long })],
    Number.POSITIVE_INFINITY,
    plain,
  );
  t.equal(text.split('\n').length, 6);
  t.equal(text.split(long).length, 4);
});

t.test('nothing that a server said reaches the terminal as a command', async (t) => {
  const evil = 'before \u001b[2J\u0007\r\nafter \u202e!';
  const text = findingsText([finding({ what: evil, saw: evil, mend: evil })], 80, plain);
  t.notMatch(text, /[^\P{Cc}\n]|\u202e/u);
  t.equal(text.split('\n').length, 6, 'no line of its own');
});

t.test('colours go on marks and mends only where there are colours', async (t) => {
  const text = findingsText([finding({ severity: 'fault', mend: 'Mend it.' })], 80, createPainter(true));
  t.match(text, '\u001b[31m✖\u001b[0m server CRM01\n');
  t.match(text, '\u001b[2m    → Mend it.\u001b[0m\n');
});
