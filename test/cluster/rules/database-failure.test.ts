import t from 'tap';
import { describeFailure, type FailureFacts } from '../../../cluster/rules/database-failure.ts';

const target = { at: 'sql1:1433', host: 'sql1', name: 'CRM', user: 'fairlead' };
const told = (facts: Partial<FailureFacts>) =>
  describeFailure({ codes: [], message: 'it failed', numbers: [], connecting: true, ...facts }, target);

t.test('each failure has its code, its sentence and its mend', async (t) => {
  const table: [Partial<FailureFacts>, string, RegExp][] = [
    [
      { codes: ['ELOGIN'], numbers: [18456] },
      'CLU_DATABASE_LOGIN',
      /refused the login "fairlead" \(error 18456\)/,
    ],
    [{ codes: ['ELOGIN'], numbers: [4060, 18456] }, 'CLU_DATABASE_LOGIN', /database "CRM".*\(error 4060\)/],
    [{ codes: ['ELOGIN'], numbers: [911] }, 'CLU_DATABASE_LOGIN', /database "CRM"/],
    [{ codes: ['ELOGIN'], numbers: [18486] }, 'CLU_DATABASE_LOGIN', /locked out/],
    [{ codes: ['ESOCKET', 'ENOTFOUND'] }, 'CLU_DATABASE_UNREACHABLE', /"sql1", is not found/],
    [{ codes: ['ESOCKET', 'ECONNREFUSED'] }, 'CLU_DATABASE_UNREACHABLE', /Nobody listens at sql1:1433/],
    [{ codes: ['ESOCKET', 'EHOSTUNREACH'] }, 'CLU_DATABASE_UNREACHABLE', /no way/],
    [{ codes: ['EINSTLOOKUP'] }, 'CLU_DATABASE_UNREACHABLE', /Browser/],
    [{ codes: ['ESOCKET', 'ECONNRESET'], connecting: false }, 'CLU_DATABASE_UNREACHABLE', /broke/],
    [{ codes: ['ETIMEOUT'] }, 'CLU_DATABASE_TIMEOUT', /sql1:1433 did not answer in time/],
    [{ codes: ['ETIMEOUT'], connecting: false }, 'CLU_DATABASE_TIMEOUT', /a statement in time/],
    [{ codes: ['ESOCKET', 'DEPTH_ZERO_SELF_SIGNED_CERT'] }, 'CLU_DATABASE_TLS', /signed by itself/],
    [{ codes: ['ESOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID'] }, 'CLU_DATABASE_TLS', /another name/],
    [{ codes: ['ESOCKET', 'ERR_SSL_WRONG_VERSION_NUMBER'] }, 'CLU_DATABASE_TLS', /no common way to encrypt/],
    [{ codes: ['EENCRYPT'] }, 'CLU_DATABASE_NOT_ENCRYPTED', /not encrypted/],
    [{ codes: ['CLU_DATABASE_NOT_ENCRYPTED'], connecting: false }, 'CLU_DATABASE_NOT_ENCRYPTED', /refused/],
    [{ numbers: [208], connecting: false }, 'CLU_STATEMENT_FAILED', /table or column/],
    [{ numbers: [229], connecting: false }, 'CLU_STATEMENT_FAILED', /lacks a right/],
    [{ numbers: [102], connecting: false }, 'CLU_STATEMENT_FAILED', /\(error 102\): it failed$/],
    [{ codes: ['EODD'] }, 'CLU_DATABASE_FAILED', /failed \(EODD\): it failed$/],
  ];
  for (const [facts, code, text] of table) {
    const failure = told(facts);
    t.match(failure, { code, text }, JSON.stringify(facts));
    t.ok(failure.mend.length > 10 && failure.mend.endsWith('.'), failure.mend);
  }
});

t.test('a long message is cut and stays on one line', async (t) => {
  t.match(told({ message: `a\n b ${'x'.repeat(400)}` }).text, /a b x{190,}…$/);
});
