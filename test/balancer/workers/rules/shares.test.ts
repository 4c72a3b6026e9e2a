import t from 'tap';
import { shareOf } from '../../../../balancer/workers/rules/shares.ts';

t.test('the shares of all workers are the whole, and differ by one at most', (t) => {
  for (let workers = 1; workers <= 64; workers++) {
    for (const limit of [workers, workers + 1, 100, 1_000, 1_001, 20_000]) {
      if (limit < workers) continue;
      const shares = Array.from({ length: workers }, (_, seat) => shareOf(limit, seat, workers));
      const sum = shares.reduce((total, each) => total + each);
      if (sum !== limit || Math.max(...shares) - Math.min(...shares) > 1) t.fail(`${limit} over ${workers}`);
    }
  }
  t.equal(shareOf(1_000, 0, 3), 334);
  t.equal(shareOf(1_000, 2, 3), 333);
  t.end();
});

t.test('nobody gets less than one', (t) => {
  t.equal(shareOf(2, 3, 4), 1);
  t.end();
});
