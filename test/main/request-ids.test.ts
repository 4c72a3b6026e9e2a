import t from 'tap';
import { isUsableRequestId } from '../../balancer/rules/forwarded.ts';
import { createRequestIds } from '../../main/request-ids.ts';

t.test('no id is given twice, by whatever process', (t) => {
  const makers = [createRequestIds(), createRequestIds()];
  const ids = makers.flatMap((next) => Array.from({ length: 5000 }, next));
  t.equal(new Set(ids).size, 10_000);
  t.end();
});

t.test('another Fairlead takes the id over', (t) => {
  const next = createRequestIds();
  t.ok(isUsableRequestId(next()));
  t.end();
});
