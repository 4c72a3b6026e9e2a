import t from 'tap';
import { type AccessEvent, accessLine, isLogged } from '../../../admin/rules/access-line.ts';

const event: AccessEvent = {
  startedMs: Date.UTC(2026, 10, 21, 5, 48, 0, 123),
  requestId: 'a1b2',
  clientAddress: '10.1.2.3',
  forwardedFor: '10.1.2.3',
  method: 'GET',
  target: '/CRM/eware.dll/Do?SID=*&Act=432',
  version: '1.1',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0)',
  kind: 'session',
  serverName: 'CRM02',
  because: 'affinity',
  reason: 'completed',
  status: 200,
  queueMs: undefined,
  connectMs: 1.4,
  firstByteMs: 12.6,
  totalMs: 40.2,
  requestBodyBytes: 0,
  responseBodyBytes: 5123,
};

t.test('a combined line is a common log line with our own fields behind it', async (t) => {
  t.equal(
    accessLine(event, 'combined'),
    '10.1.2.3 - - [21/Nov/2026:05:48:00 +0000] "GET /CRM/eware.dll/Do?SID=*&Act=432 HTTP/1.1" 200 5123 "-" ' +
      '"Mozilla/5.0 (Windows NT 10.0)" server=CRM02 because=affinity kind=session queue=- connect=1 first=13 ' +
      'total=40 end=completed sent=0 id=a1b2\n',
  );
});

t.test('what was not reached, sent or told is a dash', async (t) => {
  const line = accessLine(
    {
      ...event,
      version: undefined,
      userAgent: undefined,
      serverName: undefined,
      status: 0,
      responseBodyBytes: 0,
      connectMs: undefined,
      firstByteMs: undefined,
      forwardedFor: '203.0.113.9, 10.1.2.3',
      queueMs: 250,
    },
    'combined',
  );
  t.match(
    line,
    /"GET [^"]+Act=432" - - "-" "-" server=- because=affinity kind=session queue=250 connect=- first=- total=40 /,
  );
  t.match(line, / for="203\.0\.113\.9, 10\.1\.2\.3"\n$/);
});

t.test('a JSON line has the same facts under names', async (t) => {
  t.same(JSON.parse(accessLine(event, 'json')), {
    log: 'access',
    time: '2026-11-21T05:48:00.123Z',
    client: '10.1.2.3',
    forwardedFor: '10.1.2.3',
    method: 'GET',
    target: '/CRM/eware.dll/Do?SID=*&Act=432',
    version: '1.1',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0)',
    status: 200,
    server: 'CRM02',
    because: 'affinity',
    kind: 'session',
    queueMs: null,
    connectMs: 1,
    firstByteMs: 13,
    totalMs: 40,
    end: 'completed',
    requestBytes: 0,
    responseBytes: 5123,
    id: 'a1b2',
  });
});

t.test('no byte of a client forges a line, a field or a terminal sequence', async (t) => {
  const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
  const nasty = [
    `${bytes}\n127.0.0.1 - - [x] "GET / HTTP/1.1" 200 1 "-" "-" server=CRM99`,
    '" 200 1 "-" "-" server=CRM99 end=completed',
    '\\" server=CRM99',
    '\u001b]0;owned\u0007\u2028\u{1f600}',
  ];
  for (const text of nasty) {
    const told = {
      ...event,
      target: `/${text}`,
      userAgent: text,
      method: text,
      forwardedFor: text,
      requestId: text,
      serverName: text,
      because: text,
      clientAddress: text,
    };
    for (const format of ['combined', 'json'] as const) {
      const line = accessLine(told, format);
      t.match(line, /^[\x20-\x7e]+\n$/, 'one line of printable ASCII');
    }
    t.match(
      accessLine({ ...event, target: `/${text}`, userAgent: text }, 'combined'),
      /^\S+ - - \[[^\]]+\] "(?:[^"\\]|\\.)*" 200 5123 "-" "(?:[^"\\]|\\.)*" server=CRM02 because=affinity /,
      'every field stands where it did',
    );
    const read = JSON.parse(accessLine({ ...event, userAgent: text }, 'json'));
    t.equal(read.userAgent, text, 'nothing is lost in JSON');
  }
});

t.test('a text without end is cut', async (t) => {
  const long = 'a'.repeat(200_000);
  for (const format of ['combined', 'json'] as const) {
    const line = accessLine({ ...event, target: `/${long}`, userAgent: long, forwardedFor: long }, format);
    t.ok(line.length < 10_000, `${line.length} characters`);
    t.match(line, /a\.\.\./);
  }
});

t.test('failures are logged whatever the share', async (t) => {
  const cases: readonly (readonly [Partial<AccessEvent>, number, number, boolean])[] = [
    [{}, 1, 0.999, true],
    [{}, 0, 0, false],
    [{}, 0.5, 0.49, true],
    [{}, 0.5, 0.5, false],
    [{ status: 304 }, 0, 0, false],
    [{ status: 404, reason: 'replied' }, 0, 0, false],
    [{ status: 401 }, 0, 0, false],
    [{ status: 101, reason: 'tunnel-closed' }, 0, 0, false],
    [{ status: 500 }, 0, 0.9, true],
    [{ status: 503, reason: 'replied' }, 0, 0.9, true],
    [{ status: 0, reason: 'client-gone' }, 0, 0.9, true],
    [{ status: 200, reason: 'client-gone' }, 0, 0.9, true],
    [{ status: 200, reason: 'upstream-cut' }, 0, 0.9, true],
    [{ status: 408, reason: 'client-timeout' }, 0, 0.9, true],
    [{ status: 400, reason: 'bad-request' }, 0, 0.9, true],
  ];
  for (const [change, share, chance, expected] of cases)
    t.equal(isLogged({ ...event, ...change }, share, chance), expected, JSON.stringify(change));
});
