import t from 'tap';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { examineVersions } from '../../../../cluster/doctor/rules/versions.ts';
import { checkOf } from '../../support/sample.ts';
import { away, type Change, examined } from '../facts.ts';

const files = (...versions: string[]): Change => ({
  servers: versions.map((file) => ({ windows: { program: seen({ file, product: undefined, bytes: 1 }) } })),
});
const pages = (...versions: (string | undefined)[]): Change => ({
  servers: versions.map((version) => ({
    check: { ...checkOf(true), ...(version !== undefined && { version }) },
  })),
});
const both = [
  ['CRMWEB1', 'ok'],
  ['CRMWEB2', 'ok'],
] as const;

t.test('all servers have one version, in their files, on their pages, in the database', (t) =>
  examined(t, examineVersions, [
    ['in order', {}, ...both, ['cluster', 'ok', /7\.2b/]],
    [
      'another file',
      files('7.2.0.1', '7.3.0.0'),
      ['CRMWEB1', 'ok'],
      ['CRMWEB2', 'fault', /7\.3\.0\.0/],
      ['cluster', 'ok'],
    ],
    ['another page', pages('7.2b', '7.3'), ...both, ['CRMWEB2', 'fault', /7\.3/]],
    ['another database', pages('7.3', '7.3'), ...both, ['cluster', 'warning', /half done/]],
    ['pages do not tell', pages(undefined, undefined), ...both, ['cluster', 'unknown', /versionPattern/]],
    [
      'a file not seen',
      { servers: [{ windows: { program: away } }] },
      ['CRMWEB1', 'unknown'],
      ['CRMWEB2', 'ok'],
      ['cluster', 'ok'],
    ],
  ]),
);
