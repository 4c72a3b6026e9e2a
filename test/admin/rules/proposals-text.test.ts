import t from 'tap';
import { createPainter } from '../../../admin/rules/paint.ts';
import { proposalText, type ShownProposal, settingsText } from '../../../admin/rules/proposals-text.ts';
import { widthOf } from '../../../admin/rules/text-width.ts';

const plain = createPainter(false);
const proposal: ShownProposal = {
  setting: 'parameters.ownBalancing',
  caption: 'Do Load Balancing',
  best: {
    name: 'DoLoadBalancing',
    shown: 'False',
    confidence: 'strong',
    because: 'the name fits and the value is a boolean',
  },
  alternatives: [{ name: 'BalanceMail', shown: 'Y', confidence: 'weak', because: 'the value is a boolean' }],
};

t.test('settings stand in two columns', async (t) => {
  const rows = [
    { name: 'ServerNames', shown: 'CRM01;CRM02;' },
    { name: 'Version', shown: undefined },
    { name: 'RegisterKeyGen', shown: '(secret)' },
  ];
  t.equal(
    settingsText(rows, 80),
    ['  ServerNames     CRM01;CRM02;', '  Version         -', '  RegisterKeyGen  (secret)', ''].join('\n'),
  );
  t.equal(settingsText([], 80), '\n');
});

t.test('a proposal says what fits best, why, and what else might', async (t) => {
  t.equal(
    proposalText(proposal, 80, plain),
    [
      'Do Load Balancing (parameters.ownBalancing)',
      '    DoLoadBalancing = False',
      '    strong: the name fits and the value is a boolean',
      '    or BalanceMail: the value is a boolean',
      '',
    ].join('\n'),
  );
});

t.test('where nothing fits it says so', async (t) => {
  t.equal(
    proposalText({ ...proposal, best: undefined, alternatives: [] }, 80, plain),
    'Do Load Balancing (parameters.ownBalancing)\n    nothing fits\n',
  );
});

t.test('a column has no value to show', async (t) => {
  const best = { name: 'acty_userid', shown: undefined, confidence: 'strong', because: 'the name fits' };
  t.match(proposalText({ ...proposal, best }, 80, plain), '\n    acty_userid\n    strong: the name fits\n');
});

const long = 'x1;'.repeat(80);
const longBest = {
  name: 'Servers',
  shown: long,
  confidence: 'strong',
  because: 'because '.repeat(30).trim(),
};

t.test('no line is wider than the terminal', async (t) => {
  const text =
    settingsText([{ name: `Servers${long}`, shown: long }], 70) +
    proposalText({ ...proposal, best: longBest, alternatives: [longBest] }, 70, plain);
  for (const line of text.split('\n')) if (widthOf(line) > 70) t.fail(line);
  t.match(text.replaceAll(/\s+/g, ' '), `strong: ${longBest.because}`, 'the reason of the best is whole');
});

t.test('without a terminal no value is cut', async (t) => {
  const endless = Number.POSITIVE_INFINITY;
  t.match(settingsText([{ name: 'Servers', shown: long }], endless), long);
  t.match(proposalText({ ...proposal, best: longBest }, endless, plain), `Servers = ${long}\n`);
});

t.test('nothing that a database holds reaches the terminal as a command', async (t) => {
  const evil = 'a\u001b[2J\r\nb\u0007\u202e';
  const candidate = { name: evil, shown: evil, confidence: 'strong', because: evil };
  const text =
    settingsText([{ name: evil, shown: evil }], 80) +
    proposalText({ ...proposal, best: candidate, alternatives: [candidate] }, 80, plain);
  t.notMatch(text, /[^\P{Cc}\n]|\u202e/u);
  t.equal(text.split('\n').length, 6);
});
