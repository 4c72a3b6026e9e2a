import { hostname } from 'node:os';
import t from 'tap';
import { addressUrl } from '../../main/part-options.ts';

t.test('a listener is told by an address that can be opened', async (t) => {
  const rows: [Parameters<typeof addressUrl>, string][] = [
    [['http', '127.0.0.1', 8080], 'http://127.0.0.1:8080'],
    [['https', 'crm.test', 443], 'https://crm.test:443'],
    [['http', '::1', 9090], 'http://[::1]:9090'],
    [['http', '0.0.0.0', 8080], `http://${hostname()}:8080`],
    [['https', '::', 8443], `https://${hostname()}:8443`],
  ];
  for (const [given, url] of rows) {
    t.equal(addressUrl(...given), url);
    t.ok(URL.canParse(url));
  }
});
