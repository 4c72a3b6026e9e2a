// What backups keep, as the journal has it.

import t from 'tap';
import type { RunState } from '../../../../cluster/upgrade/model.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import { kept, keptFiles, nameOfCopy, runName, sizeText } from '../../../../cluster/upgrade/rules/kept.ts';
import { planOf } from '../model-world.ts';

const files = [
  { server: 'CRM1', of: 'C:\\CRM', file: 'D:\\b\\one.zip', bytes: 1_500_000, hash: 'a' },
  { server: 'CRM1', of: 'C:\\Web', file: 'D:\\b\\two.zip', bytes: 600_000, hash: 'b' },
];

t.test('a backup of nothing is none', (t) => {
  t.match(kept([]), { outcome: 'failed', text: /nothing that the settings say to keep/ });
  t.same(kept(files), { outcome: 'done', text: '2 files, 2.1 MB', evidence: { files } });
  t.end();
});

t.test('what a step kept is found in the journal, and only where it is done', (t) => {
  const [step] = planOf().steps.filter(({ key }) => key === 'save-files');
  if (step === undefined) throw new Error('the model has no such step');
  const ended = (outcome: 'done' | 'failed'): RunState =>
    foldJournal([
      { type: 'step-started', step: step.id, try: 1, fence: 1, atMs: 1 },
      { type: 'step-ended', step: step.id, outcome, text: '', evidence: { files }, atMs: 2 },
    ]);
  t.same(keptFiles(ended('done'), step), files);
  t.same(keptFiles(ended('failed'), step), []);
  t.same(keptFiles(foldJournal([]), step), []);
  t.end();
});

t.test('names that no file system minds', (t) => {
  const rows = [
    ['save-files', 'C:\\Program Files (x86)\\Sage\\CRM', 'save-files-C-Program-Files-x86-Sage-CRM'],
    ['save-registry', 'HKLM\\SOFTWARE\\eware\\Config\\/CRM', 'save-registry-HKLM-SOFTWARE-eware-Config-CRM'],
    ['s', `C:\\${'x'.repeat(200)}`, `s-${'x'.repeat(80)}`],
  ] as const;
  for (const [step, of, wanted] of rows) t.equal(nameOfCopy(step, of), wanted);
  const started = {
    type: 'run-started',
    run: '7',
    planHash: 'abcdef0123456789',
    by: 'anna',
    reason: '',
  } as const;
  const state = foldJournal([{ ...started, notBeforeMs: undefined, atMs: 1 }]);
  t.equal(runName(state), 'fairlead-run-7-abcdef01');
  t.end();
});

t.test('sizes for people', (t) => {
  const rows = [
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [2_140_000_000, '2.1 GB'],
    [5e15, '5000.0 TB'],
  ] as const;
  for (const [bytes, text] of rows) t.equal(sizeText(bytes), text);
  t.end();
});
