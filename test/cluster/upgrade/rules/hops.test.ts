// Chains of version hops over the table of what is known.

import t from 'tap';
import { knownHops } from '../../../../cluster/upgrade/known-hops.ts';
import { chainOf, type Hop, plainVersion } from '../../../../cluster/upgrade/rules/hops.ts';

const crm = knownHops['sage-crm'] ?? [];

t.test('chains', (t) => {
  const rows: readonly (readonly [string, string, boolean, string | RegExp])[] = [
    ['7.2b', '2017 R1', false, '7.2>2017 R1'],
    ['7.2', '7.3', false, '7.2>7.3'],
    ['7.1', '2017R1', false, '7.1>7.3 7.3>2017 R1'],
    ['2018 R2', '2020 R1', false, '2018 R2>2020 R1'],
    ['7.2', '2020 R1', true, '7.2>2017 R1 2017 R1>2017 R3 2017 R3>2020 R1'],
    ['7.2', '2020 R1', false, /no guide known here confirms: 2017 R1 to 2017 R3/],
    ['2020 R1', '2020 r1', false, /has version 2020 R1 already/],
    ['2020 R1', '2024 R2', true, /no way from 2020 R1 to 2024 R2.*Nothing is known to follow it/],
    ['6.2', '2020 R1', true, /no way.*There one comes from 2017 R3, 2018 R1/],
  ];
  for (const [from, to, likely, wanted] of rows) {
    const chain = chainOf(crm, from, to, likely);
    const text = chain.ok
      ? chain.hops.map((hop) => `${hop.from}>${hop.to}`).join(' ')
      : `${chain.because}. ${chain.mend}`;
    if (typeof wanted === 'string') t.equal(text, wanted, `${from} to ${to}`);
    else t.match(text, wanted, `${from} to ${to}`);
  }
  t.end();
});

t.test('a surer way is taken although it is longer', (t) => {
  const table: readonly Hop[] = [
    { from: '1.0', to: '3.0', source: 'a guess', sure: 'likely' },
    { from: '1.0', to: '2.0', source: 'guide', sure: 'confirmed' },
    { from: '2.0', to: '3.0', source: 'guide', sure: 'confirmed' },
  ];
  const chain = chainOf(table, '1.0', '3.0', true);
  t.ok(chain.ok && chain.hops.length === 2);
  t.end();
});

t.test('every hop of the table has a source, and none leads back', (t) => {
  for (const hops of Object.values(knownHops))
    for (const hop of hops) {
      t.not(hop.source, '');
      t.notOk(chainOf(hops, hop.to, hop.from, true).ok, `${hop.to} does not lead back to ${hop.from}`);
    }
  t.end();
});

t.test('versions are compared without their patches and spaces', (t) => {
  const rows = [
    ['7.2b', '7.2'],
    [' 2020  R1.1', '2020 r1'],
    ['2020R1', '2020 r1'],
    ['8.0.3', '8.0'],
    ['next', 'next'],
  ];
  for (const [version = '', plain] of rows) t.equal(plainVersion(version), plain);
  t.end();
});
