import t from 'tap';
import { examineDtlsServer } from '../../../../cluster/doctor/rules/dtls-server.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { topologyOf } from '../../support/sample.ts';
import { away, type Change, examined, tlsDoor } from '../facts.ts';

const named = (dtlsServer: string | undefined): Change => ({
  topology: seen({
    topology: topologyOf(['CRMWEB1', 'CRMWEB2'], {
      flags: { ownBalancing: false, dtlsServer, version: undefined, lock: undefined },
    }),
    remarks: [],
  }),
});
const scripts = (count: number) => ({ database: { detachedScripts: seen(count) } });

t.test(
  'the DTLS server is a server of the cluster, by a name of its certificate, where scripts need one',
  (t) =>
    examined(t, examineDtlsServer, [
      ['in order', {}, ['settings', 'ok']],
      ['its full name', named('crmweb2.example.com'), ['settings', 'ok']],
      [
        'a name the certificate lacks',
        { ...named('CRMWEB1'), servers: [{ door: tlsDoor(['crmweb1.example.com']) }] },
        ['settings', 'warning', /not a name of the certificate/],
      ],
      ['none, and no scripts', named(undefined), ['settings', 'ok', /not needed|no DTLS server is needed/]],
      [
        'none, and scripts',
        { ...named(undefined), ...scripts(3) },
        ['settings', 'fault', /3 detached scripts/],
      ],
      [
        'none, and scripts not counted',
        { ...named(undefined), database: { detachedScripts: away } },
        ['settings', 'unknown'],
      ],
      ['not seen', { topology: away }, ['settings', 'unknown', /away/]],
    ]),
);
