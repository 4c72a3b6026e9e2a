// The fuzz can fail: its twin reads what llhttp reads, its reading of ours is the core's, and its mutations can be had
// again from their seed.

import t from 'tap';
import { waitFor } from '../support/wait-for.ts';
import { requests, responses } from './corpus.ts';
import { cut, mutate } from './mutate.ts';
import { readRequests, readResponse } from './ours.ts';
import { createRandom } from './random.ts';
import { createTwin } from './twin.ts';

t.test('the twin reads whole messages and tells faults', async (t) => {
  const twin = createTwin();
  const good = twin.readRequests(
    'POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: y\r\n\r\n',
  );
  await waitFor('the request', () => good.messages.length === 1);
  const fields = ['Host', 'a', 'Transfer-Encoding', 'chunked'];
  t.same(good.messages, [{ start: 'POST /a', fields, body: 'hi', trailers: ['X: y'] }]);
  const bad = twin.readRequests('GET / HTTP/1.1\r\nHost : a\r\n\r\n');
  await waitFor('the fault', () => bad.error);
  t.match(bad, { error: /^HPE_/, messages: [] });
  const answer = twin.readResponse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', 'GET');
  await waitFor('the answer', () => answer.messages.length === 1);
  t.match(answer.messages[0], { start: '200', body: 'hi' });
  for (const each of [good, bad, answer]) each.close();
});

t.test('messages of the corpus are read, most of them', (t) => {
  const read = requests.filter((text) => readRequests([text]).messages.length > 0);
  t.ok(read.length > requests.length / 2, `${read.length} of ${requests.length} requests`);
  const answers = responses.filter((text) => readResponse([text], 'GET').end === 'whole');
  t.ok(answers.length > responses.length / 2, `${answers.length} of ${responses.length} answers`);
  t.end();
});

t.test('the same seed gives the same inputs, and cuts lose nothing', (t) => {
  const inputs = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 200 }, () => mutate(random.pick(requests), random, requests));
  };
  t.same(inputs(7), inputs(7));
  t.not(JSON.stringify(inputs(7)), JSON.stringify(inputs(8)));
  const random = createRandom(1);
  for (const text of inputs(9)) t.equal(cut(text, random).join(''), text);
  t.end();
});
