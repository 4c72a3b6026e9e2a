import t from 'tap';
import { compilePatterns } from '../../../balancer/rules/patterns.ts';
import { readSoap } from '../../../balancer/rules/soap.ts';
import { profile } from '../support/traffic-world.ts';

const patterns = compilePatterns(profile);
const sid = '12345678901234';
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

t.test('what a SOAP request says', (t) => {
  const rows: readonly [string, string | undefined, boolean][] = [
    [`<s:Header><SessionHeader><sessionid>${sid}</sessionid></SessionHeader></s:Header>`, sid, false],
    [`<ns1:sessionid xmlns="x">\n ${sid}\n</ns1:sessionid>`, sid, false],
    [`<sessionid>${sid}</sessionid><logon>`, sid, false],
    [`<sessionid>${sid}99</sessionid>`, undefined, false],
    ['<sessionid></sessionid>', undefined, false],
    [`<sessionid>${sid}`, undefined, false],
    [`<sessionids>${sid}</sessionids>`, undefined, false],
    [`<notsessionid>${sid}</notsessionid>`, undefined, false],
    ['<logon><username>a</username></logon>', undefined, true],
    ['<tns:logon xmlns:tns="x">', undefined, true],
    ['<logon/>', undefined, true],
    ['<logonresponse>', undefined, false],
    ['<logoff>', undefined, false],
    ['<a>logon</a>', undefined, false],
    ['', undefined, false],
    ['<', undefined, false],
    ['<<<<:>', undefined, false],
  ];
  for (const [body, id, logsOn] of rows) t.match(readSoap(bytes(body), patterns), { sid: id, logsOn }, body);
  t.end();
});

t.test('a log-off is one only with the session it ends', (t) => {
  const header = `<sessionid>${sid}</sessionid>`;
  const rows: readonly (readonly [string, boolean])[] = [
    [`${header}<logoff/>`, true],
    [`${header}<tns:logoff xmlns:tns="x">`, true],
    ['<logoff/>', false],
    [`${header}<logoffresponse>`, false],
    [`${header}<query>logoff</query>`, false],
    [`${header}<logon>`, false],
  ];
  for (const [body, logsOff] of rows) t.equal(readSoap(bytes(body), patterns).logsOff, logsOff, body);
  t.end();
});

t.test('a body cut at any byte never throws and never tells half an id', (t) => {
  const body = bytes(`<s:Header><sessionid>${sid}</sessionid></s:Header>`);
  for (let end = 0; end <= body.length; end++) {
    const { sid: id } = readSoap(body.subarray(0, end), patterns);
    if (id !== undefined && id !== sid) t.fail(`cut at ${end}: ${id}`);
  }
  t.equal(readSoap(body, patterns).sid, sid);
  t.end();
});

t.test('a marker that is no element is looked for as text', (t) => {
  const other = compilePatterns({ ...profile, session: { ...profile.session, soapLogOnMarker: 'DoLogon' } });
  t.ok(readSoap(bytes('<op name="DoLogon">'), other).logsOn);
  t.notOk(readSoap(bytes('<op name="DoLogo">'), other).logsOn);
  t.end();
});
