import t from 'tap';
import { examineCertificates } from '../../../../cluster/doctor/rules/certificates.ts';
import { seen } from '../../../../cluster/doctor/rules/finding.ts';
import { serverOf } from '../../support/sample.ts';
import { away, type Change, dayMs, examined, nowMs, tlsDoor } from '../facts.ts';

const full = 'crmweb1.example.com';
const first = (change: object, server = {}): Change => ({
  servers: [
    {
      door: tlsDoor([full], change),
      server: serverOf('CRMWEB1', { origin: `https://${full}:443`, ...server }),
    },
  ],
});
const url = ['one URL', 'ok'] as const;
const second = ['CRMWEB2', 'ok'] as const;
const misfit = { names: 'old.example.com', fits: [] };
const lax = { verifyCertificate: false };

t.test('certificates are made out to the names that are used, valid and trusted', (t) =>
  examined(t, examineCertificates, [
    ['in order', {}, url, ['CRMWEB1', 'ok'], second],
    [
      'another name',
      first(misfit),
      url,
      ['CRMWEB1', 'fault', /not made out to crmweb1\.example\.com, but to old/],
      second,
    ],
    ['another name, not checked', first(misfit, lax), url, ['CRMWEB1', 'warning'], second],
    ['not trusted', first({ distrust: 'SELF_SIGNED' }), url, ['CRMWEB1', 'fault', /upstreamCaFile/], second],
    ['not trusted, not checked', first({ distrust: 'SELF_SIGNED' }, lax), url, ['CRMWEB1', 'ok'], second],
    ['ended', first({ validToMs: nowMs - 2 * dayMs }), url, ['CRMWEB1', 'fault', /ended 2 days ago/], second],
    ['ends soon', first({ validToMs: nowMs + 9 * dayMs }), url, ['CRMWEB1', 'warning', /in 9 days/], second],
    ['not yet valid', first({ validFromMs: nowMs + dayMs }), url, ['CRMWEB1', 'fault', /clocks/], second],
    [
      'plain HTTP',
      { servers: [{ door: seen({ kind: 'plain' }) }] },
      url,
      ['CRMWEB1', 'ok', /plain HTTP/],
      second,
    ],
    ['not reached', { servers: [{ door: away }] }, url, ['CRMWEB1', 'unknown', /away/], second],
    [
      'the one URL has another name',
      { url: tlsDoor(['crm.example.com'], misfit) },
      ['one URL', 'fault', /listen\.tls/],
      ['CRMWEB1', 'ok'],
      second,
    ],
    [
      'the one URL without a public name',
      { url: tlsDoor([], { names: 'x' }) },
      ['one URL', 'unknown', /publicUrl/],
      ['CRMWEB1', 'ok'],
      second,
    ],
    ['the one URL is plain', { url: seen({ kind: 'plain' }) }, url, ['CRMWEB1', 'ok'], second],
  ]),
);
