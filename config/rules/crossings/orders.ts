// Which numbers must be less than which others, and why.

import type { Finding, Path } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { blame, clash, type Written } from './crossing.ts';

type Order = {
  readonly less: Path;
  readonly more: Path;
  readonly why: string;
  readonly values: (configuration: Configuration) => readonly [number | undefined, number | undefined];
};

const orders: readonly Order[] = [
  {
    less: ['traffic', 'limits', 'targetBytes'],
    more: ['traffic', 'limits', 'headBytes'],
    why: 'path and query are a part of the head',
    values: ({ traffic: { limits } }) => [limits.targetBytes, limits.headBytes],
  },
  {
    less: ['traffic', 'limits', 'connectTimeoutMs'],
    more: ['traffic', 'limits', 'serverTimeoutMs'],
    why: 'the answer comes after the connection',
    values: ({ traffic: { limits } }) => [limits.connectTimeoutMs, limits.serverTimeoutMs],
  },
  {
    less: ['storm', 'quickLogOnMs'],
    more: ['storm', 'coldLogOnMs'],
    why: 'a log-on cannot show a server to be ready and not ready',
    values: ({ storm }) => [storm.quickLogOnMs, storm.coldLogOnMs],
  },
  {
    less: ['ejection', 'baseMs'],
    more: ['ejection', 'maxMs'],
    why: 'the time a server is out can only grow',
    values: ({ ejection }) => [ejection.baseMs, ejection.maxMs],
  },
  {
    less: ['leader', 'heartbeatMs'],
    more: ['leader', 'leaseMs'],
    why: 'else the lease runs out between two looks at the lock',
    values: ({ leader }) => [leader.heartbeatMs, leader.leaseMs],
  },
  {
    less: ['leader', 'leaseMs'],
    more: ['leader', 'takeOverMs'],
    why: 'else two could lead at once',
    values: ({ leader }) => [leader.leaseMs, leader.takeOverMs],
  },
  {
    less: ['peers', 'heartbeatMs'],
    more: ['peers', 'patienceMs'],
    why: 'else another Fairlead is lost between two of its messages',
    values: ({ peers }) => [peers.heartbeatMs, peers.patienceMs],
  },
  {
    less: ['maintenance', 'reorganiseFromPercent'],
    more: ['maintenance', 'rebuildFromPercent'],
    why: 'what is badly fragmented is rebuilt, what is less so reorganised',
    values: ({ maintenance }) => [maintenance.reorganiseFromPercent, maintenance.rebuildFromPercent],
  },
  {
    less: ['maintenance', 'keepBackupDays'],
    more: ['maintenance', 'keepHistoryDays'],
    why: 'else old backups are forgotten before they are deleted',
    values: ({ maintenance }) => [maintenance.keepBackupDays, maintenance.keepHistoryDays],
  },
  {
    less: ['database', 'pollMs'],
    more: ['cluster', 'staleAfterMs'],
    why: 'else everything is stale before it is read again',
    values: ({ database, cluster }) => [database?.pollMs, cluster.staleAfterMs],
  },
];

export function orderCrossings(configuration: Configuration, written: Written): Finding[] {
  return orders.flatMap(({ less, more, why, values }) => {
    const [small, large] = values(configuration);
    if (small === undefined || large === undefined || small < large) return [];
    const { path, other } = blame(written, more, less);
    const [is, must, bound] = path === less ? [small, 'less', large] : [large, 'more', small];
    const message = `${is} must be ${must} than ${other.join('.')} (${bound}): ${why}`;
    return [clash({ path, message, suggestion: 'change one of the two', with: [other] })];
  });
}
