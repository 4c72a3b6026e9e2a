import t from 'tap';
import { classify } from '../../../balancer/rules/classify.ts';
import { maskTarget } from '../../../balancer/rules/mask-target.ts';
import { compilePatterns } from '../../../balancer/rules/patterns.ts';
import { percentDecode, readPath } from '../../../balancer/rules/target.ts';
import { profile } from '../support/traffic-world.ts';

const patterns = compilePatterns(profile);
const sid = '12345678901234';

t.test('what a request is', (t) => {
  const rows: readonly [string, string, string, string | undefined][] = [
    ['GET', '/CRM/', 'start', undefined],
    ['HEAD', '/crm/', 'start', undefined],
    ['GET', '/', 'other', undefined],
    ['GET', '/CRM/eware.dll/go', 'log-on-page', undefined],
    ['GET', '/crm/EWARE.DLL/GO?x=1', 'log-on-page', undefined],
    ['POST', '/CRM/eware.dll/go', 'log-on-submit', undefined],
    ['PUT', '/CRM/eware.dll/go', 'other', undefined],
    ['GET', '/CRM/eware.dll/go?eware_userid=me&PASSWORD=x', 'log-on-submit', undefined],
    ['GET', '/CRM/eware.dll/go?EWARE_USERID=', 'log-on-page', undefined],
    ['GET', `/CRM/eware.dll/Do?SID=${sid}&Act=200`, 'session', sid],
    ['POST', `/CRM/eware.dll/Do?Act=200&sid=${sid}`, 'session', sid],
    ['GET', `/CRM/eware.dll/Do?SID=${sid}&Act=5000`, 'log-off', sid],
    ['GET', `/CRM/eware.dll/Do?SID=${sid}&Act=50001`, 'session', sid],
    ['GET', '/CRM/eware.dll/Do?Act=200', 'other', undefined],
    ['GET', `/CRM/CustomPages/a.asp?SID=${sid}`, 'session', sid],
    ['POST', '/CRM/eware.dll/webservices/soap', 'soap', undefined],
    ['GET', '/crm/eware.dll/webservices/SOAP?wsdl', 'soap', undefined],
    ['GET', `/sdata/crmj/sagecrm/-/company?SID=${sid}`, 'sdata', sid],
    ['GET', '/SData/CRMj/x', 'sdata', undefined],
    ['GET', '/CRM/Themes/a.css', 'static', undefined],
    ['GET', `/CRM/Themes/a.css?SID=${sid}`, 'static', sid],
    ['POST', '/CRM/Themes/a.css', 'other', undefined],
    ['GET', '/CRM/Themesque/a.css', 'other', undefined],
    ['GET', '/CRM/eware.dll/Do;x', 'other', undefined],
  ];
  for (const [method, target, kind, id] of rows) {
    const result = classify(patterns, method, target);
    t.equal(result.kind, kind, `${method} ${target}`);
    t.equal(result.sid?.value, id, `${method} ${target}`);
  }
  t.end();
});

t.test('a session id counts only where it matches whole and stands there once', (t) => {
  const rows: readonly [string, string | undefined][] = [
    [`SID=${sid}`, sid],
    [`SID=${sid}5`, `${sid}5`],
    [`SID=${sid}56`, undefined],
    ['SID=1234567890123', undefined],
    [`SID=${sid}x`, undefined],
    [`SID=x${sid}`, undefined],
    [`XSID=${sid}`, undefined],
    [`a=SID=${sid}`, undefined],
    [`SID=%31${sid.slice(1)}`, sid],
    [`SID=%3x${sid}`, undefined],
    [`SID=%zz&SID=${sid}`, undefined],
    [`SID=${sid}&SID=${sid}`, sid],
    [`SID=${sid}&sid=${sid}5`, undefined],
    [`SID=&x=${sid}`, undefined],
    ['SID', undefined],
    [`&&SID=${sid}&`, sid],
  ];
  for (const [query, expected] of rows) {
    t.equal(classify(patterns, 'GET', `/CRM/eware.dll/Do?${query}`).sid?.value, expected, query);
  }
  t.end();
});

t.test('a path that can be read two ways is never static, and a session stays one', (t) => {
  const tricks = [
    '/CRM/Themes/../eware.dll/Do',
    '/CRM/Themes/..%2feware.dll/Do',
    '/CRM/Themes/%2e%2e/eware.dll/Do',
    '/CRM/Themes\\..\\eware.dll\\Do',
    '/CRM/%54hemes/a.css',
    '/CRM//Themes/a.css',
    '//CRM/Themes/a.css',
    '/CRM/./Themes/a.css',
    '/CRM/Themes/%',
    '/CRM/Themes/%zz',
    '/CRM/Themes/%2525',
    '/CRM/Themes/%00',
    '/../CRM/Themes/a.css',
    '/CRM/Themes/\u00e9',
  ];
  for (const path of tricks) {
    t.equal(classify(patterns, 'GET', path).kind, 'other', path);
    t.equal(classify(patterns, 'GET', `${path}?SID=${sid}`).kind, 'session', path);
  }
  t.end();
});

t.test('a log-on by a path written in a strange way is still a log-on', (t) => {
  for (const path of [
    '/CRM/eware.dll/%67o',
    '/CRM//eware.dll/go',
    '/x/../CRM/eware.dll/go',
    '/CRM\\eware.dll\\go',
  ]) {
    t.equal(classify(patterns, 'POST', path).kind, 'log-on-submit', path);
  }
  t.end();
});

t.test('paths are cleaned as IIS does it', (t) => {
  const rows: readonly [string, string | undefined][] = [
    ['/a/b', '/a/b'],
    ['/A/./b/', '/a/b/'],
    ['/a/b/..', '/a/'],
    ['/a/../..', undefined],
    ['/%41', '/a'],
    ['/%4', undefined],
    ['/a%25', undefined],
    ['/', '/'],
  ];
  for (const [path, expected] of rows) t.equal(readPath(path, path.length)?.path, expected, path);
  t.equal(percentDecode('%E9%'), undefined);
  t.end();
});

t.test('a target in a log shows no session id and nothing of a log-on', (t) => {
  const rows = [
    ['session', `/a?SID=${sid}&b=1`, '/a?SID=*&b=1'],
    ['session', `/a?b=1&sid=${sid}&SID=other`, '/a?b=1&sid=*&SID=*'],
    ['session', '/a', '/a'],
    ['other', '/a?XSID=1', '/a?XSID=1'],
    ['log-on-submit', '/a?EWARE_USERID=me&PASSWORD=x', '/a?*'],
  ] as const;
  for (const [kind, target, masked] of rows) t.equal(maskTarget(patterns, kind, target), masked, target);
  t.end();
});
