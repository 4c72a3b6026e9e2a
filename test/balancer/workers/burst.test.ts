// The burst of 1,000 log-ons on four threads, over real sockets: one view means that it stays as even as with one.

import t from 'tap';
import { crewStand, type LoggedOn, logOn } from './support/crew-stand.ts';

t.setTimeout(90_000);

for (const engine of ['core', 'safe'] as const) {
  t.test(`${engine}: a burst of 1,000 log-ons leaves four servers at most one user apart`, async (t) => {
    const stand = await crewStand(t, { engine, workers: 4, servers: 4 });
    for (const each of stand.servers) each.logOnMs = () => 2 + Math.random() * 30;
    // Ten times as fast as in life: 200 a second, and a poll every half second.
    stand.poll();
    const polls = setInterval(stand.poll, 500);
    t.teardown(() => clearInterval(polls));
    const people: Promise<LoggedOn>[] = [];
    const begunMs = Date.now();
    while (people.length < 1_000) {
      const due = Math.min(1_000, Math.floor((Date.now() - begunMs) / 5));
      while (people.length < due) people.push(logOn(stand));
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
    t.ok(largest <= 1, `${largest} apart at most`);
    t.same(
      stand.servers.map(({ sessions }) => sessions.size),
      [250, 250, 250, 250],
    );
    for (const { mostUnderWay } of stand.servers) t.ok(mostUnderWay <= 4, `${mostUnderWay} at once`);
    t.same(stand.problems, []);
  });
}
