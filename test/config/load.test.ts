// The file on disk, the profile and the secrets of a configuration.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import { loadConfiguration, processWorld } from '../../config/load.ts';
import { sageCrm } from '../../config/profiles/sage-crm.ts';
import { resolveProfile } from '../../config/resolve-profile.ts';
import { expandPaths } from '../../config/rules/merge-profile.ts';
import { secretsOf } from '../../config/secrets.ts';
import { goodConfiguration, least } from './fixture.ts';

const root = resolve(import.meta.dirname, '..', '..');

t.test('a file is read with the files it refers to', (t) => {
  const folder = t.testdir({ 'password.txt': 'secret word\n' });
  const path = join(folder, 'fairlead.yaml');
  writeFileSync(path, `database: { host: a, user: b, password: "$${''}{file:password.txt}" }\n`);
  const result = loadConfiguration(path);
  t.equal(result.ok && result.configuration.database?.password, 'secret word');
  t.equal(result.ok && result.configuration.dataDirectory, join(folder, 'fairlead-data'));
  t.end();
});

t.test('a file that is not there tells how to begin', (t) => {
  const path = join(t.testdir(), 'fairlead.yaml');
  const result = loadConfiguration(path);
  t.match(result, {
    ok: false,
    faults: [
      {
        code: 'CFG_FILE',
        line: 1,
        column: 1,
        message: 'the configuration file does not exist',
        suggestion: /copy fairlead\.example\.yaml to .*fairlead demo/,
      },
    ],
  });
  t.end();
});

t.test('a folder in the place of the file is told', (t) => {
  const result = loadConfiguration(t.testdir());
  t.match(result, {
    ok: false,
    faults: [{ message: 'the configuration file is a folder', suggestion: null }],
  });
  t.end();
});

t.test('the example is good and needs only its password', (t) => {
  const world = { ...processWorld(), environment: { FAIRLEAD_SQL_PASSWORD: 'x' } };
  const result = loadConfiguration(join(root, 'fairlead.example.yaml'), world);
  t.match(result, { ok: true, warnings: [] });
  t.end();
});

t.test('overrides change only what they name', (t) => {
  const text = `${least}crm:\n  overrides:\n    install: Panoply\n    paths: { static: [/x/] }\n    parameters: { dtlsServer: D }\n    session: { idleMinutes: 20 }\n`;
  const profile = resolveProfile(goodConfiguration(text));
  t.same(profile, {
    ...sageCrm,
    install: 'Panoply',
    paths: { ...sageCrm.paths, static: ['/x/'] },
    parameters: { ...sageCrm.parameters, dtlsServer: 'D' },
    session: { ...sageCrm.session, idleMinutes: 20 },
  });
  t.same(resolveProfile(goodConfiguration(least)), sageCrm);
  t.end();
});

t.test('expanded paths have the install name in them, everywhere', (t) => {
  const profile = expandPaths({ ...sageCrm, install: 'Pan$&oply' });
  t.equal(profile.paths.sdata, '/sdata/Pan$&oplyj/');
  t.equal(profile.probe.path, '/Pan$&oply/eware.dll/go');
  t.notMatch(JSON.stringify(profile), /\{install\}/);
  t.end();
});

t.test('secrets are known, the longest first', (t) => {
  const configuration = goodConfiguration(`${least}cluster: { key: hunter2-hunter2-hunter2-x }\n`);
  const secrets = secretsOf(configuration);
  t.same(secrets, ['hunter2-hunter2-hunter2-x', 'hunter2']);
  t.same(secretsOf(goodConfiguration('database: null\nservers: { A: { origin: "http://a" } }\n')), []);
  t.end();
});
