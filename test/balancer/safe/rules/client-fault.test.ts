// What a client is told when node:http refuses it.

import t from 'tap';
import { faultOf } from '../../../../balancer/safe/rules/client-fault.ts';

t.test('what the parser stumbled over has its own status', (t) => {
  const rows = [
    ['HPE_HEADER_OVERFLOW', 'GET / HTTP/1.1\r\nX: vvv', 431],
    ['HPE_HEADER_OVERFLOW', 'GET /aaaaaaaaaa', 414],
    ['HPE_CHUNK_EXTENSIONS_OVERFLOW', '', 413],
    ['ERR_HTTP_REQUEST_TIMEOUT', '', 408],
    ['HPE_INVALID_METHOD', '', 400],
    [undefined, '', 400],
  ] as const;
  for (const [code, firstBytes, status] of rows) t.equal(faultOf(code, firstBytes).status, status);
  t.end();
});
