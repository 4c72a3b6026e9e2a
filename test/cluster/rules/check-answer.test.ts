import t from 'tap';
import {
  judgeAnswer,
  judgeConnect,
  judgeFailure,
  judgeTomcat,
  troubleOf,
} from '../../../cluster/rules/check-answer.ts';

const path = '/CRM/eware.dll/go';
const judge = (status: number, body: string, change: object = {}) =>
  judgeAnswer({ status, body, bodyCut: false, location: undefined, ...change }, path, 'EWARE_USERID', 33.4);

t.test('only a 2xx with the expected text is healthy', async (t) => {
  const page = '<title>Log on</title><input name="EWARE_USERID">';
  const table: [number, string, object, boolean, RegExp][] = [
    [200, page, {}, true, /^GET \/CRM\/eware\.dll\/go: 200 in 33 ms, with EWARE_USERID$/],
    [
      200,
      '<title>Server\n busy</title>',
      {},
      false,
      /200 in 33 ms, but without EWARE_USERID, page "Server busy"$/,
    ],
    [200, 'x'.repeat(99), { bodyCut: true }, false, /without EWARE_USERID in the first 99 bytes$/],
    [500, page, {}, false, /: 500 in 33 ms, page "Log on"$/],
    [404, '', {}, false, /: 404 in 33 ms$/],
    [302, '', { location: 'http://crm01/x' }, false, /sent elsewhere \(http:\/\/crm01\/x\)$/],
    [302, '', {}, false, /sent elsewhere \(nowhere named\)$/],
  ];
  for (const [status, body, change, healthy, text] of table) {
    t.match(judge(status, body, change), { healthy, text }, `${status} ${text}`);
  }
});

t.test('a check without an answer says why in one sentence', async (t) => {
  const table: [string | undefined, RegExp][] = [
    ['ECONNREFUSED', /http:\/\/a:80 refused the connection$/],
    ['ENOTFOUND', /name .* is not found$/],
    ['ECONNRESET', /broke the connection off$/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /signed by nobody known here/],
    ['EODD', /gave no answer \(EODD\)$/],
    [undefined, /gave no answer \(something odd\)$/],
  ];
  for (const [code, text] of table) {
    t.match(judgeFailure({ code, message: 'something\nodd' }, path, 'http://a:80'), { healthy: false, text });
  }
});

t.test(
  'Tomcat lives where it answers, be it with a question, and a refused or unavailable server is told so',
  (t) => {
    const tomcat = { path: '/sdata/', alive: [200, 401] };
    const times = { durationMs: 12.2, connectMs: 3 };
    const answer = (status: number) => ({ kind: 'answer', status, ...times }) as const;
    const failed = {
      kind: 'failed',
      code: 'ECONNREFUSED',
      message: '',
      durationMs: 1,
      connectMs: undefined,
    } as const;
    t.match(judgeTomcat(answer(401), tomcat, 'http://a'), {
      healthy: true,
      text: 'GET /sdata/: 401 in 12 ms',
    });
    t.match(judgeTomcat(answer(503), tomcat, 'http://a'), {
      healthy: false,
      text: 'GET /sdata/: 503 in 12 ms',
    });
    t.match(judgeTomcat(failed, tomcat, 'http://a'), { healthy: false, text: /refused the connection$/ });
    t.match(judgeConnect(answer(500), 'http://a'), { healthy: true, text: 'connected to http://a in 3 ms' });
    t.match(judgeConnect(failed, 'http://a'), { healthy: false, text: 'http://a refused the connection' });
    t.same([answer(503), answer(500), failed, { ...failed, code: 'ECONNRESET' }].map(troubleOf), [
      'unavailable',
      undefined,
      'refused',
      undefined,
    ]);
    t.end();
  },
);
