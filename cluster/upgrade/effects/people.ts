// What steps do about the people who use the CRM: locked out, taken off servers, told, let in again.

import { pause } from '../../pause.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { targetsOf } from './on-server.ts';

const lookAgainMs = 1000;
const reasonOf = (step: PlannedStep, { plan, state }: Work) =>
  `run ${state.run ?? ''}, ${plan.recipe}: ${step.title}`;

/** The lock of the CRM for those who come past us, our page for those who come through the one URL. */
export async function lockUsers(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const locked = await site.lock.take();
  if (!locked.ok) return { outcome: 'failed', text: locked.text };
  for (const server of site.servers()) await site.people.takeOut(server, 'out', reasonOf(step, work));
  return { outcome: 'done', text: `${locked.text}; every server is out of service` };
}

/** Undoing it lets everybody in: it is the last that a rollback does. */
export async function unlockUsers(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const unlocked = await site.lock.release();
  if (!unlocked.ok) return { outcome: 'failed', text: unlocked.text };
  for (const server of site.servers()) await site.people.letIn(server, reasonOf(step, work));
  site.notice(undefined);
  return { outcome: 'done', text: `${unlocked.text}; every server is in service` };
}

/** Takes the server out and waits until nobody is on it. `policy: out`: at once, as of one that serves nobody yet. */
export async function drain(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  if (step.with.policy === 'out') return takeOut(site, step, work);
  const servers = targetsOf(site, step);
  const policy =
    step.with.policy === 'now' || step.with.policy === 'no-extension' ? step.with.policy : 'finish';
  for (const server of servers) await site.people.takeOut(server, policy, reasonOf(step, work));
  while (true) {
    const busy = servers.filter((server) => site.people.left(server) !== 0);
    if (busy.length === 0) break;
    const text = busy.map((each) => `${each.name}: ${site.people.left(each) ?? 'nobody knows who'} left`);
    work.tell(text.join(', '));
    await pause(lookAgainMs, work.limit);
    if (work.limit.aborted) return { outcome: 'failed', text: text.join(', ') };
  }
  for (const server of servers) await site.people.takeOut(server, 'out', reasonOf(step, work));
  return { outcome: 'done', text: `nobody is on ${step.targets.join(', ')}` };
}

/** The first server that lets users in also ends the lock of the CRM, which holds for all of them. */
export async function admit(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  if (site.lock.held() !== false) {
    const unlocked = await site.lock.release();
    if (!unlocked.ok) return { outcome: 'failed', text: unlocked.text };
  }
  for (const server of targetsOf(site, step)) await site.people.letIn(server, reasonOf(step, work));
  return { outcome: 'done', text: `${step.targets.join(', ')} takes log-ons` };
}

/**
 * Undoing an admission: nobody is served there while the rest goes back. Where the undo says a policy, those who are on
 * leave by it.
 */
export async function takeOut(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  if (step.undo?.with.policy !== undefined) return drain(site, { ...step, with: step.undo.with }, work);
  for (const server of targetsOf(site, step)) await site.people.takeOut(server, 'out', reasonOf(step, work));
  return { outcome: 'done', text: `${step.targets.join(', ')} is out of service` };
}

export async function notify(site: Site, step: PlannedStep): Promise<StepOutcome> {
  const { text } = step.with;
  site.notice(typeof text === 'string' && text !== '' ? text : undefined);
  return { outcome: 'done', text: typeof text === 'string' ? `told: ${text}` : 'the notice is gone' };
}
