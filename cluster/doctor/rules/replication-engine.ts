// The Exchange replication engine: on one server at most, or mails and appointments come twice (F6, F7). Pure.

import type { Examination } from '../model.ts';
import { onServers, sayOf } from './finding.ts';

const say = sayOf('replication-engine', 'F6, F7');
const subject = 'cluster';

export const examineReplicationEngine: Examination = ({ servers, expected: { install } }) => {
  const unseen = onServers(say, servers, { look: ({ windows }) => windows.engine, judge: () => [] });
  const having = servers
    .filter(({ windows: { engine } }) => engine.seen && engine.value)
    .map(({ server }) => server.name);
  if (having.length > 1) {
    const text = `The replication engine is on ${having.join(' and ')}; it must never be on two.`;
    const mend = `On all but the first stop Tomcat, remove ${install}ExchangeSyncEngine.war and its folder, start Tomcat.`;
    return [...unseen, say.fault(subject, text, mend)];
  }
  if (unseen.length > 0) return unseen;
  return [say.ok(subject, `The replication engine is on ${having[0] ?? 'no server'}.`)];
};
