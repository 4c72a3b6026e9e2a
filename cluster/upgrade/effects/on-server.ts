// Commands on the servers of a step: asked one after another in the order of the step, the first failure ends it.

import { ClusterError } from '../../errors.ts';
import type { Server } from '../../model.ts';
import { ask } from '../../remote/ask.ts';
import type { RemoteQuestion } from '../../remote/command.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { Work } from '../run.ts';
import type { Site } from '../site.ts';

/** The servers of a step, in its order; one may not be in the list yet, or any more. Throws where it is no server. */
export function targetsOf(site: Site, step: PlannedStep): readonly Server[] {
  const servers = site.servers();
  return step.targets.map((name) => {
    const server = servers.find((each) => each.name === name) ?? site.newcomer(name);
    if (server !== undefined) return server;
    throw new ClusterError(
      'CLU_UPGRADE',
      `${name} is not in the list of servers, and nothing tells where it is.`,
    );
  });
}

/** The step without those of its servers that nobody reaches by SSH. */
export function withSsh(site: Site, step: PlannedStep): PlannedStep {
  const reached = targetsOf(site, step).filter((server) => site.runner.available(server));
  return { ...step, targets: reached.map(({ name }) => name) };
}

/** The answer of a server. Throws with the sentence of the failure. */
export async function answerOf<Value>(
  site: Site,
  server: Server,
  question: RemoteQuestion<Value>,
  { limit }: Pick<Work, 'limit'>,
): Promise<Value> {
  const answer = await ask(site.runner, server, question, limit);
  if (answer.ok) return answer.value;
  throw answer.error;
}
