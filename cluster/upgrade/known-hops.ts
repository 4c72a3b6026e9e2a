// The hops of versions that are known, with their source. Data; an operator adds to it under `upgrade.hops`.

import type { Hop } from './rules/hops.ts';

const confirmed = (from: string, to: string, needs?: string): Hop => ({
  from,
  to,
  source: "the vendor's upgrade guide, F7",
  sure: 'confirmed',
  needs,
});
const likely = (from: string, to: string): Hop => ({
  from,
  to,
  source: 'within one release line; no guide at hand says so',
  sure: 'likely',
});

/** By the kind of CRM: the name of its profile. */
export const knownHops: Readonly<Record<string, readonly Hop[]>> = {
  'sage-crm': [
    confirmed('7.2', '7.3'),
    // From 7.1 the way over 7.2 is recommended; which versions lead to 7.2 is not said.
    confirmed('7.1', '7.3'),
    confirmed('7.2', '2017 R1'),
    confirmed('7.3', '2017 R1'),
    ...['2017 R3', '2018 R1', '2018 R2', '2018 R3', '2019 R1', '2019 R2'].map((from) =>
      confirmed(from, '2020 R1'),
    ),
    likely('2017 R1', '2017 R2'),
    likely('2017 R1', '2017 R3'),
    likely('2017 R2', '2017 R3'),
  ],
  'sage-100-crm': [
    confirmed('8.0', '8.1'),
    ...['7.1', '7.5', '7.7', '7.80'].map((from) =>
      confirmed(from, '8.1', 'the attestation key of the migration preparation tool'),
    ),
  ],
};
