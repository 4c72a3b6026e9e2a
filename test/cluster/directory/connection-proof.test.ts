import t from 'tap';
import type { Connection } from 'tedious';
import { proveEncryption } from '../../../cluster/directory/connection-proof.ts';

const connection = {} as Connection;

t.test('encryption that was asked for must stand at both ends, as far as they tell', async (t) => {
  const table: [boolean | 'strict', boolean, string | undefined, boolean][] = [
    [true, true, 'TRUE', true],
    [true, true, 'True', true],
    [true, true, undefined, true],
    [true, true, 'FALSE', false],
    [true, true, 'rubbish', false],
    [true, false, 'TRUE', false],
    [true, false, undefined, false],
    ['strict', true, 'TRUE', true],
    ['strict', false, 'TRUE', false],
    [false, false, 'FALSE', true],
    [false, false, undefined, true],
  ];
  for (const [asked, ownEnd, server, granted] of table) {
    const proof = proveEncryption(connection, asked, ownEnd, async () => server);
    if (granted) t.match(await proof, { asked, ownEnd }, `${asked} ${ownEnd} ${server}`);
    else await t.rejects(proof, { code: 'CLU_DATABASE_NOT_ENCRYPTED' }, `${asked} ${ownEnd} ${server}`);
  }
});

t.test('nothing is asked over a connection that is plain where it must not be', async (t) => {
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return 'TRUE';
  };
  await t.rejects(proveEncryption(connection, true, false, ask));
  t.equal(asked, 0);
});

t.test('a server that breaks while it is asked is a failure, not a proof', async (t) => {
  await t.rejects(
    proveEncryption(connection, true, true, () => Promise.reject(new Error('gone'))),
    { message: 'gone' },
  );
});
