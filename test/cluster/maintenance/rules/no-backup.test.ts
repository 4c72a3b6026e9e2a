// Only a file that is not there, or is no backup, counts as none.

import t from 'tap';
import { saysNoBackup } from '../../../../cluster/maintenance/rules/no-backup.ts';

const opening = (system: string) => `Cannot open backup device 'D:\\1.bak'. ${system}.`;

t.test('what the server says of a file', (t) => {
  const rows: readonly (readonly [number | undefined, string, boolean])[] = [
    [3201, opening('Operating system error 2(The system cannot find the file specified.)'), true],
    [3201, opening('Operating system error 3(The system cannot find the path specified.)'), true],
    [3201, opening('Betriebssystemfehler 2(Das System kann die angegebene Datei nicht finden.)'), true],
    [3241, 'The media family on device is incorrectly formed.', true],
    [3201, opening('Operating system error 5(Access is denied.)'), false],
    [3201, opening('Operating system error 53(The network path was not found.)'), false],
    [3201, opening('Operating system error 32(It is being used by another process.)'), false],
    [262, 'CREATE DATABASE permission denied.', false],
    [undefined, 'The database did not answer.', false],
  ];
  for (const [number, text, wanted] of rows) t.equal(saysNoBackup({ number, text }), wanted, text);
  t.end();
});
