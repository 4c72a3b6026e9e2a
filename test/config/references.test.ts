// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in a configuration look like that
// `${env:NAME}` and `${file:PATH}`.

import { resolve } from 'node:path';
import t from 'tap';
import { resolveReferences } from '../../config/references.ts';
import { faultsOf, goodConfiguration, short, worldOf } from './fixture.ts';

const files = { [resolve('secrets/sql.txt')]: 'p: #1\r\n', [resolve('big.txt')]: 'x'.repeat(70_000) };
const world = worldOf(files, {
  USER: 'fairlead',
  PORT: '8443',
  FLAG: 'true',
  EMPTY: '',
  CRM_PASSWORD: '007',
});
const withUser = (user: string) => `database: { host: a, password: p, user: '${user}' }\n`;

t.test('references stand for the environment and for files, anywhere in a text', (t) => {
  const rows: readonly (readonly [text: string, expected: string])[] = [
    ['${env:USER}', 'fairlead'],
    ['${file:secrets/sql.txt}', 'p: #1'],
    ['a-${env:USER}-${env:PORT}', 'a-fairlead-8443'],
    ['$${env:USER}', '${env:USER}'],
    ['cost $5 {x}', 'cost $5 {x}'],
    ['${env:CRM_PASSWORD}', '007'],
  ];
  for (const [text, expected] of rows)
    t.equal(goodConfiguration(withUser(text), world).database?.user, expected, text);
  t.end();
});

t.test('what a reference gives is not looked at again', (t) => {
  const nested = worldOf({}, { A: '${env:B}', B: 'b' });
  t.equal(goodConfiguration(withUser('${env:A}'), nested).database?.user, '${env:B}');
  t.end();
});

t.test('a number or a yes-or-no may come from a reference', (t) => {
  const text = `${withUser('u')}listen: { port: '\${env:PORT}' }\nlogging: { userNames: '\${env:FLAG}' }\n`;
  const { listen, logging } = goodConfiguration(text, world);
  t.same([listen.port, logging.userNames], [8443, true]);
  t.end();
});

t.test('a reference that leads nowhere is a fault with its place', (t) => {
  const rows: readonly (readonly [text: string, message: string, suggestion: string | null])[] = [
    ['${env:USRE}', 'the environment variable USRE is not set', 'did you mean USER?'],
    [
      '${env:QQQQQQQQ}',
      'the environment variable QQQQQQQQ is not set',
      'set QQQQQQQQ for the service that runs Fairlead',
    ],
    ['${file:none.txt}', `the file ${resolve('none.txt')} does not exist`, null],
    ['${file:big.txt}', `the file ${resolve('big.txt')} is longer than 65536 characters`, null],
    ['${USER}', 'there is a ${ that begins no reference', 'write $${ if it is text'],
    ['${ENV:USER}', 'there is a ${ that begins no reference', 'did you mean ${env:USER}?'],
    ['a${env:USER', 'there is a ${ that begins no reference', 'did you mean ${env:USER}?'],
    ['${}', 'there is a ${ that begins no reference', 'write $${ if it is text'],
  ];
  for (const [text, message, suggestion] of rows) {
    const faults = faultsOf(withUser(text), world);
    t.match(
      faults,
      [{ path: 'database.user', line: 1, column: 41, code: 'CFG_REFERENCE', message, suggestion }],
      text,
    );
    t.equal(faults.length, 1, text);
  }
  t.end();
});

t.test('two references that lead nowhere in one text are two faults', (t) => {
  t.equal(faultsOf(withUser('${env:NONE1}${env:NONE2}'), world).length, 2);
  t.end();
});

t.test('a fault of a referred value names the reference, never the value', (t) => {
  const rows = [
    ["listen: { port: '${env:USER}' }", '2:17 listen.port: ${env:USER} is text'],
    ["listen: { publicUrl: '${env:USER}' }", '2:22 listen.publicUrl: ${env:USER} has no scheme'],
    ["listen: { publicUrl: '${env:EMPTY}' }", '2:22 listen.publicUrl: ${env:EMPTY} is empty'],
    ["listen: { host: 'x ${env:CRM_PASSWORD}' }", '2:17 listen.host: the value is no host name'],
  ] as const;
  for (const [text, expected] of rows) {
    const faults = faultsOf(`${withUser('u')}${text}\n`, world);
    t.same(short(faults), [expected]);
    t.notMatch(JSON.stringify(faults), /fairlead[^.]|007/, text);
  }
  t.end();
});

t.test('a file that may not be read and a folder are told apart', (t) => {
  const failing = (code: string) => ({
    ...worldOf(),
    readFile: () => {
      throw Object.assign(new Error('no'), { code });
    },
  });
  const messageOf = (code: string) =>
    resolveReferences('${file:/x}', 'f.yaml', failing(code)).findings[0]?.message;
  t.match(messageOf('EACCES'), /may not be read by the user Fairlead runs as$/);
  t.match(messageOf('EISDIR'), /is a folder$/);
  t.match(messageOf('EIO'), /cannot be read \(EIO\)$/);
  t.end();
});
