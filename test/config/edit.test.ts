// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in a configuration look like that
// Changing single settings in a file that belongs to an operator.

import t from 'tap';
import { parse } from 'yaml';
import { type Edit, setValues } from '../../config/edit.ts';

const dtls: Edit = { path: ['crm', 'overrides', 'parameters', 'dtlsServer'], value: 'SIM_Dtls' };

const rows: readonly (readonly [name: string, before: string, after: string])[] = [
  ['an empty file', '', 'crm:\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls\n'],
  ['only a comment', '# mine', '# mine\ncrm:\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls\n'],
  [
    'a section that is not there',
    'database: null # none\n\n# the end\n',
    'database: null # none\ncrm:\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls\n\n# the end\n',
  ],
  [
    'an empty section',
    'crm:   # here\nlisten: {}\n',
    'crm:   # here\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls\nlisten: {}\n',
  ],
  [
    'a section in braces',
    'crm: { overrides: { parameters: {httpPort: "P"} } } # x\n',
    'crm: { overrides: { parameters: {httpPort: "P", dtlsServer: SIM_Dtls} } } # x\n',
  ],
  ['empty braces', 'crm: {}\n', 'crm:\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls\n'],
  [
    'empty braces in braces',
    'crm: { overrides: {} }\n',
    'crm: { overrides: { parameters: { dtlsServer: SIM_Dtls } } }\n',
  ],
  [
    'a null with a comment',
    'crm:\n  overrides: ~ # none yet\n  scheme: http\n',
    'crm:\n  overrides: # none yet\n    parameters:\n      dtlsServer: SIM_Dtls\n  scheme: http\n',
  ],
  [
    'a value with a comment',
    "crm:\n    overrides:\n        parameters:\n            dtlsServer: 'old'   # why\n            httpPort: P\n",
    'crm:\n    overrides:\n        parameters:\n            dtlsServer: SIM_Dtls   # why\n            httpPort: P\n',
  ],
  [
    'a key without a value',
    'crm:\n  overrides:\n    parameters:\n      dtlsServer: # ?\n      httpPort: P\n',
    'crm:\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls # ?\n      httpPort: P\n',
  ],
  [
    'behind a text of several lines',
    'crm:\n  overrides:\n    sql:\n      countQuery: |\n        SELECT 1\n        FROM x\n\n# next\nlisten: {}\n',
    'crm:\n  overrides:\n    sql:\n      countQuery: |\n        SELECT 1\n        FROM x\n    parameters:\n      dtlsServer: SIM_Dtls\n\n# next\nlisten: {}\n',
  ],
  [
    'Windows line ends',
    'crm:\r\n  scheme: http\r\nlisten: {}\r\n',
    'crm:\r\n  scheme: http\r\n  overrides:\r\n    parameters:\r\n      dtlsServer: SIM_Dtls\r\nlisten: {}\r\n',
  ],
  [
    'no line feed at the end',
    'crm:\n  scheme: http',
    'crm:\n  scheme: http\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls',
  ],
];

for (const [name, before, after] of rows) {
  t.test(name, (t) => {
    t.equal(setValues(before, [dtls]), after);
    t.equal(setValues(after, [dtls]), after, 'a second time changes nothing');
    t.end();
  });
}

t.test('several edits end up beside each other', (t) => {
  const text = setValues('crm:\n  scheme: http\n', [
    dtls,
    { ...dtls, path: [...dtls.path.slice(0, 3), 'ownBalancing'], value: null },
  ]);
  t.equal(
    text,
    'crm:\n  scheme: http\n  overrides:\n    parameters:\n      dtlsServer: SIM_Dtls\n      ownBalancing: null\n',
  );
  t.end();
});

t.test('a text stays the text it is', (t) => {
  for (const value of [
    'true',
    'null',
    '007',
    '1e3',
    'a: b',
    '# x',
    '',
    ' ',
    "it's",
    '"',
    'a\nb',
    '[x',
    'ä',
    '- x',
    '*x',
  ]) {
    const read = parse(setValues('crm: { overrides: {} }\n', [{ ...dtls, value }]));
    t.equal(read.crm.overrides.parameters.dtlsServer, value, JSON.stringify(value));
  }
  t.end();
});

t.test('a value from a database never becomes a reference', (t) => {
  t.match(setValues('', [{ ...dtls, value: '${env:PATH}' }]), 'dtlsServer: "$${env:PATH}"');
  t.end();
});

t.test('what cannot be changed alone is refused', (t) => {
  const texts = [
    'crm: [1]\n',
    'crm: text\n',
    '- 1\n',
    'text\n',
    'a: &a { x: 1 }\ncrm: *a\n',
    'crm: &a { scheme: http }\nx: *a\n',
    'crm: {\n',
    'crm:\n  overrides:\n    parameters:\n      dtlsServer: { x: 1 }\n',
  ];
  for (const text of texts) {
    t.throws(
      () => setValues(text, [dtls]),
      { code: 'CFG_EDIT', message: /^crm\.overrides\.parameters\.dtlsServer was not written: / },
      text,
    );
  }
  t.end();
});
