// The burst of 1,000 log-ons on four threads, over real sockets: one view means that it stays as even as with one.

import t from 'tap';
import { crewStand, type LoggedOn, logOn } from './support/crew-stand.ts';

t.setTimeout(90_000);

/** Over all four servers, each of which takes four at once. */
const mostUnderWay = 10;

for (const engine of ['core', 'safe'] as const) {
  t.test(`${engine}: a burst of 1,000 log-ons leaves four servers at most two users apart`, async (t) => {
    const stand = await crewStand(t, { engine, workers: 4, servers: 4 });
    for (const each of stand.servers) each.logOnMs = () => 2 + Math.random() * 30;
    // Ten times as fast as in life: at most 200 a second, and a poll every half second. On a busy machine fewer come,
    // so that it is the evenness that is tested and not how long a log-on takes there.
    stand.poll();
    const polls = setInterval(stand.poll, 500);
    t.teardown(() => clearInterval(polls));
    const people: Promise<LoggedOn>[] = [];
    const begunMs = Date.now();
    let underWay = 0;
    while (people.length < 1_000) {
      const due = Math.min(1_000, Math.floor((Date.now() - begunMs) / 5));
      while (people.length < due && underWay < mostUnderWay) {
        underWay += 1;
        const one = logOn(stand).finally(() => {
          underWay -= 1;
        });
        people.push(one);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(people);
    const perServer = new Map(stand.servers.map(({ id }) => [id, 0]));
    let largest = 0;
    for (const { server = '' } of stand.decisions) {
      perServer.set(server, (perServer.get(server) ?? 0) + 1);
      largest = Math.max(largest, Math.max(...perServer.values()) - Math.min(...perServer.values()));
    }
    t.equal(stand.decisions.length, 1_000);
    t.ok(largest <= 2, `${largest} apart at most`);
    for (const { sessions } of stand.servers)
      t.ok(Math.abs(sessions.size - 250) <= 1, `${sessions.size} of 1,000`);
    for (const { mostUnderWay } of stand.servers) t.ok(mostUnderWay <= 4, `${mostUnderWay} at once`);
    t.same(stand.problems, []);
  });
}
