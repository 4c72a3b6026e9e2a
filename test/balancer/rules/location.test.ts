import t from 'tap';
import { rewriteRefresh, rewriteUrl, withoutServerDomain } from '../../../balancer/rules/location.ts';

const rules = {
  hosts: new Set(['crm01', 'crm01.example.com', '10.0.0.5', '[fd00::5]']),
  ports: new Set(['80', '8081']),
};
const home = 'https://crm.example.com';

t.test('which URLs are rewritten', (t) => {
  const rows: readonly [string, string | undefined][] = [
    ['http://crm01/CRM/a?b=c#d', '/CRM/a?b=c#d'],
    ['HTTP://CRM01/CRM', '/CRM'],
    ['https://crm01.example.com:443/x', '/x'],
    ['http://crm01.example.com./x', '/x'],
    ['http://crm01:8081/x', '/x'],
    ['http://crm01:/x', '/x'],
    ['http://10.0.0.5/x', '/x'],
    ['http://[FD00::5]:80/x', '/x'],
    ['//crm01/x', '/x'],
    ['http://crm01', ''],
    ['http://crm01?a=b', '?a=b'],
    ['http://crm01/%zz/\u00e9?x=http://crm01/', '/%zz/\u00e9?x=http://crm01/'],
    ['http://crm01:9999/x', undefined],
    ['http://other/x', undefined],
    ['http://crm011/x', undefined],
    ['http://crm01.evil.com/x', undefined],
    ['http://crm01@evil.com/x', undefined],
    ['http://evil.com\\@crm01/x', undefined],
    ['http://user@crm01/x', undefined],
    ['ftp://crm01/x', undefined],
    ['/CRM/x', undefined],
    ['x?u=http://crm01/', undefined],
    ['', undefined],
    ['javascript:crm01', undefined],
    ['http://', undefined],
    ['http://crm01:8o/x', undefined],
  ];
  for (const [url, rest] of rows) {
    t.equal(rewriteUrl(url, rules, home), rest === undefined ? undefined : home + rest, url);
  }
  t.end();
});

t.test('Refresh keeps its seconds', (t) => {
  t.equal(rewriteRefresh('5; URL=http://crm01/x', rules, home), `5; URL=${home}/x`);
  t.equal(rewriteRefresh("0;url='http://crm01/x'", rules, home), `0;url='${home}/x'`);
  t.equal(rewriteRefresh('5', rules, home), undefined);
  t.equal(rewriteRefresh('5; url=/x', rules, home), undefined);
  t.end();
});

t.test("a cookie's Domain that names a server goes, everything else stays", (t) => {
  const rows: readonly [string, string | undefined][] = [
    ['a=1; Domain=crm01.example.com; Path=/', 'a=1; Path=/'],
    ['a=1; path=/;DOMAIN=.CRM01', 'a=1; path=/'],
    ['a=1; Domain=example.com', undefined],
    ['a=domain=crm01', undefined],
    ['domain=crm01', undefined],
    ['a=1', undefined],
  ];
  for (const [line, expected] of rows) t.equal(withoutServerDomain(line, rules), expected, line);
  t.end();
});
