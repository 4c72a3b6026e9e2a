// Joins the parts: what the directory and the checks tell goes to the traffic. Decides nothing.

import type { Directory } from '../cluster/directory/contract.ts';
import type { HealthChecks } from '../cluster/health/checker.ts';
import type { Logger, Parts } from './parts.ts';

/** A server that hangs must not keep the others from serving. */
const firstLookMs = 700;

/**
 * Topology and counts go to the traffic, servers to the checks. A server that joins the others has just started, as far
 * as anybody knows (F4).
 */
export function joinDirectory({
  directory,
  traffic,
  checks,
  leaving,
}: Pick<Parts, 'directory' | 'traffic' | 'checks' | 'leaving'>): void {
  let first = true;
  directory.onTopology((topology, { added }) => {
    leaving.take(topology);
    checks.setServers(topology.servers);
    const fresh = first ? [] : topology.servers.filter(({ name }) => added.includes(name));
    for (const { id } of fresh) traffic.setCold(id);
    first = false;
  });
  directory.onCounts((counts) => traffic.setCounts(counts));
}

type HealthJoint = Pick<Parts, 'directory' | 'traffic' | 'checks'> & { readonly logger: Logger };

/**
 * Health goes to the traffic and to the log. One server's change may begin or end the doubt in all checks, so every
 * server's health is passed on. While checks are doubted traffic does not see that a server is down, so it is told
 * that one has come back: it has just started (F4).
 */
export function joinHealth({ directory, traffic, checks, logger }: HealthJoint): void {
  checks.onHealth((changed, health, before) => {
    for (const server of directory.topology()?.servers ?? []) {
      const observed = checks.healthOf(server.id);
      const believed = checks.isUsable(server.id) && observed.state !== 'unknown';
      traffic.setHealth(server.id, believed ? { ...observed, state: 'up' } : observed);
    }
    if (before.state === 'down') traffic.setCold(changed.id);
    const level = health.state === 'down' || health.state === 'going-down' ? 'warn' : 'info';
    logger[level](
      { server: changed.name, health: health.state },
      `${changed.name} is ${health.state}: ${health.lastCheck?.text}`,
    );
  });
}

/** Log-ons of the first moments go by what is known of every server, not by which answer came back first. */
export async function firstLook(checks: HealthChecks, directory: Directory): Promise<void> {
  const unseen = new Set((directory.topology()?.servers ?? []).map(({ id }) => id));
  if (unseen.size === 0) return;
  const checked = Promise.withResolvers<void>();
  const counted = Promise.withResolvers<void>();
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, firstLookMs);
  const stopChecks = checks.onCheck(({ id }) => {
    unseen.delete(id);
    if (unseen.size === 0) checked.resolve();
  });
  const stopCounts = directory.onCounts(() => counted.resolve());
  const { state } = directory.state();
  if (directory.counts() !== undefined || state === 'lost' || state === 'static') counted.resolve();
  for (const id of unseen) checks.checkNow(id);
  await Promise.race([Promise.all([checked.promise, counted.promise]), limit.promise]);
  clearTimeout(timer);
  stopChecks();
  stopCounts();
}
