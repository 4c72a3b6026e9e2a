import t from 'tap';
import { parseHost, parseOrigin } from '../../../cluster/rules/origin.ts';

t.test('a host is a name or an address, with a port or without', async (t) => {
  const table: [string, string | undefined, number | undefined][] = [
    ['CRM01', 'crm01', undefined],
    ['crm01.Example.com', 'crm01.example.com', undefined],
    ['crm01.example.com.', 'crm01.example.com', undefined],
    ['crm01:8080', 'crm01', 8080],
    ['10.0.0.1', '10.0.0.1', undefined],
    ['fe80::1', '[fe80::1]', undefined],
    ['fe80::1%11', '[fe80::1]', undefined],
    ['[FE80::1]:8080', '[fe80::1]', 8080],
    ['CRM_01', 'crm_01', undefined],
    ['crm 01', undefined, undefined],
    ['crm01:0', undefined, undefined],
    ['crm01:70000', undefined, undefined],
    ['crm01/x', undefined, undefined],
    ['user@crm01', undefined, undefined],
    ['-x', undefined, undefined],
    ['', undefined, undefined],
  ];
  for (const [text, host, port] of table) {
    t.same(parseHost(text), host === undefined ? undefined : { host, port }, text);
  }
});

t.test('an origin has scheme and host, and nothing behind the port', async (t) => {
  t.same(parseOrigin('https://CRM01'), { scheme: 'https', host: 'crm01', port: 443 });
  t.same(parseOrigin('http://crm01/'), { scheme: 'http', host: 'crm01', port: 80 });
  t.same(parseOrigin('http://[::1]:8080'), { scheme: 'http', host: '[::1]', port: 8080 });
  for (const text of ['crm01', 'ftp://crm01', 'http://crm01/CRM', 'http://a@b', 'http://', 'http://a?b']) {
    t.equal(parseOrigin(text), undefined, text);
  }
});
