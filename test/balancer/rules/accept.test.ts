import t from 'tap';
import { prefersHtml, prefersJson } from '../../../balancer/rules/accept.ts';

t.test('who wants JSON', (t) => {
  const rows: readonly [string | undefined, boolean][] = [
    [undefined, false],
    ['*/*', false],
    ['text/html,application/xhtml+xml,*/*;q=0.8', false],
    ['application/json', true],
    ['Application/Problem+JSON', true],
    ['application/json, text/html', true],
    ['text/html, application/json', false],
    ['text/html;q=0.5, application/json;q=0.9', true],
    ['application/json;q=0', false],
    ['application/json;q=nonsense', false],
    ['application/json, text/plain, */*', true],
  ];
  for (const [accept, json] of rows) t.equal(prefersJson(accept), json, String(accept));
  t.end();
});

t.test('who wants a page', (t) => {
  const rows: readonly [string | undefined, boolean][] = [
    [undefined, false],
    ['*/*', false],
    ['text/html,application/xhtml+xml,*/*;q=0.8', true],
    ['application/json, text/html', false],
    ['text/html;q=0', false],
    ['application/atom+xml', false],
  ];
  for (const [accept, html] of rows) t.equal(prefersHtml(accept), html, String(accept));
  t.end();
});
