// What is read from the head of an answer, what makes a server one that failed, and that pieces do not matter.

import t from 'tap';
import { parseResponseHead } from '../../../../balancer/http1/rules/response-head.ts';

const limits = { headBytes: 1024, fieldCount: 10, targetBytes: 500 };

function outcome(text: string, method = 'GET', length = text.length): string {
  const bytes = Buffer.from(text, 'latin1');
  const result = parseResponseHead(bytes, 0, length, { limits, method });
  if (result.kind !== 'read') return result.kind;
  const { status, framing } = result.head;
  return `${status} ${framing.kind === 'length' ? framing.bytes : framing.kind}`;
}

const head = (line: string, ...fields: string[]) =>
  `${line}\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;
const ok = (...fields: string[]) => head('HTTP/1.1 200 OK', ...fields);

const rows: readonly (readonly [string, string, string, string?])[] = [
  ['a length', ok('Content-Length: 5'), '200 5'],
  ['chunks', ok('Transfer-Encoding: chunked'), '200 chunked'],
  ['neither', ok(), '200 close'],
  ['HEAD', ok('Content-Length: 5'), '200 none', 'HEAD'],
  ['HEAD with chunks', ok('Transfer-Encoding: chunked'), '200 none', 'HEAD'],
  ['204', head('HTTP/1.1 204 No Content', 'Content-Length: 5'), '204 none'],
  ['304', head('HTTP/1.1 304 Not Modified', 'Content-Length: 5'), '304 none'],
  ['an interim answer', head('HTTP/1.1 103 Early Hints', 'Link: <a>'), '103 none'],
  ['no reason', head('HTTP/1.1 200', 'Content-Length: 5'), '200 5'],
  ['an empty reason', head('HTTP/1.1 200 ', 'Content-Length: 5'), '200 5'],
  ['HTTP/1.0', head('HTTP/1.0 200 OK', 'Content-Length: 5'), '200 5'],
  ['an odd status', head('HTTP/1.1 999 Odd', 'Content-Length: 0'), '999 0'],
  ['two lengths', ok('Content-Length: 5', 'Content-Length: 5'), 'refused'],
  ['a length that is none', ok('Content-Length: 5x'), 'refused'],
  ['a broken length for HEAD', ok('Content-Length: 5x'), 'refused', 'HEAD'],
  ['a length and chunks', ok('Content-Length: 5', 'Transfer-Encoding: chunked'), 'refused'],
  ['chunks in HTTP/1.0', head('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked'), 'refused'],
  ['another coding', ok('Transfer-Encoding: gzip'), 'refused'],
  ['an interim answer with a broken length', head('HTTP/1.1 103 Early', 'Content-Length: x'), 'refused'],
  ['an interim answer that closes', head('HTTP/1.1 103 Early', 'Connection: close'), 'refused'],
  ['a status of two digits', head('HTTP/1.1 99 Odd'), 'refused'],
  ['a status of four digits', head('HTTP/1.1 2000 Odd'), 'refused'],
  ['a status below 100', head('HTTP/1.1 099 Odd'), 'refused'],
  ['HTTP/2', head('HTTP/2.0 200 OK'), 'refused'],
  ['no HTTP', 'this is not HTTP\r\n\r\n', 'refused'],
  ['a page without head', '<html>hello</html>', 'refused'],
  ['bare LF', 'HTTP/1.1 200 OK\nContent-Length: 5\n\n', 'refused'],
  ['folding', ok('X: a', ' b'), 'refused'],
  ['a space before the colon', ok('Content-Length : 5'), 'refused'],
  ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'v'.repeat(2000)}`, 'refused'],
  ['too many fields', ok(...Array.from({ length: 11 }, (_, index) => `X-${index}: 1`)), 'refused'],
  ['half a head', 'HTTP/1.1 200 OK\r\nX: ', 'incomplete'],
];

t.test('answers and where their bodies end', (t) => {
  for (const [what, text, wanted, method] of rows) t.equal(outcome(text, method), wanted, what);
  t.end();
});

t.test('a head cut at any byte gives the same or waits', (t) => {
  const wrong: string[] = [];
  for (const [what, text, wanted, method] of rows) {
    for (let cut = 0; cut < text.length; cut++) {
      const early = outcome(text, method, cut);
      if (early !== 'incomplete' && early !== wanted) wrong.push(`${what} at ${cut}: ${early}`);
    }
  }
  t.same(wrong, []);
  t.end();
});
