// What client and server agree on about encryption, over all pairs.

import t from 'tap';
import {
  agreeOnEncryption,
  encryptionOption,
  parsePrelogin,
  writePrelogin,
} from '../../../../demo/tds/wire/prelogin.ts';

const { off, on, notSupported, required } = encryptionOption;

t.test('every wish meets every policy as MS-TDS 2.2.6.5 says', (t) => {
  const rows = [
    ['off', off, notSupported, 'nothing'],
    ['off', on, notSupported, 'nothing'],
    ['off', notSupported, notSupported, 'nothing'],
    ['off', required, notSupported, 'refused'],
    ['on', off, off, 'login'],
    ['on', on, on, 'everything'],
    ['on', notSupported, notSupported, 'nothing'],
    ['on', required, on, 'everything'],
    ['required', off, required, 'everything'],
    ['required', on, on, 'everything'],
    ['required', notSupported, required, 'refused'],
    ['required', required, on, 'everything'],
  ] as const;
  for (const [policy, asked, answer, encrypted] of rows) {
    t.same(agreeOnEncryption(policy, asked), { answer, encrypted }, `${policy}, asked ${asked}`);
  }
  t.end();
});

t.test('a PRELOGIN is read and written, and a bent one is malformed', (t) => {
  const written = writePrelogin({ major: 15, minor: 0, build: 2000 }, on);
  t.same(parsePrelogin(written), { encryption: on });
  t.same(parsePrelogin(Buffer.from([0xff])), { encryption: notSupported });
  for (let length = 0; length < 26; length++) {
    t.throws(
      () => parsePrelogin(written.subarray(0, length)),
      { code: 'DEM_TDS_MALFORMED' },
      `cut off after ${length}`,
    );
  }
  t.end();
});
