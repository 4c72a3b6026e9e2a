// Commands of our own that a step of the kind `run` may name: each may be done twice, and tells what it found.

import type { Server } from '../../model.ts';
import { setServiceStart } from '../../remote/commands/service-start.ts';
import { startService, stopService } from '../../remote/commands/services.ts';
import { parkWebApplication } from '../../remote/commands/web-application.ts';
import { counted } from '../../rules/counted.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { restoreKept } from './kept-runs.ts';
import { answerOf, targetsOf } from './on-server.ts';
import { servicesOf } from './services.ts';

/** How a service was found: `start` is how Windows starts it. */
type Was = { readonly name: string; readonly start: string; readonly ran: boolean };

type Command = (site: Site, server: Server, step: PlannedStep, work: Work) => Promise<Told>;
type Told = { readonly text: string; readonly was?: readonly Was[] };

const commands: Readonly<Record<string, Command>> = {
  /** Stops Tomcat, takes the engine's war and folder out, starts Tomcat again (F6, F7: never two engines). */
  'park-replication-engine': async (site, server, _step, work) => {
    const { engine, serviceWaitMs } = site.settings();
    if (engine === undefined)
      throw new Error('where the replication engine lies is not known: crm.overrides');
    const { service, ...place } = engine;
    const { deployed } = await answerOf(
      site,
      server,
      parkWebApplication(place, service, serviceWaitMs),
      work,
    );
    if (deployed) throw new Error(`${engine.application} is still in ${engine.folder}`);
    return { text: `${engine.application} is not in ${engine.folder}` };
  },
  /** Stopped, and not started by Windows any more. */
  'disable-services': async (site, server, _step, work) => {
    const services = await servicesOf(site, server, work);
    for (const { name, state } of services) {
      work.tell(`${server.name}: ${name}`);
      await answerOf(site, server, setServiceStart(name, 'disabled'), work);
      if (state !== 'stopped')
        await answerOf(site, server, stopService(name, site.settings().serviceWaitMs), work);
    }
    const was = services.map(({ name, start, state }) => ({ name, start, ran: state !== 'stopped' }));
    return {
      text: counted(was.length, 'service is stopped and disabled', 'services are stopped and disabled'),
      was,
    };
  },
  /** As `disable-services` of this very step found them. */
  'enable-services': async (site, server, step, work) => {
    const kept = work.state.evidence.get(step.id)?.was as
      | Readonly<Record<string, readonly Was[]>>
      | undefined;
    const was = kept?.[server.name] ?? [];
    for (const { name, start } of was)
      if (start === 'automatic' || start === 'manual')
        await answerOf(site, server, setServiceStart(name, start), work);
    for (const { name } of was.filter(({ ran }) => ran).toReversed())
      await answerOf(site, server, startService(name, site.settings().serviceWaitMs), work);
    return { text: counted(was.length, 'service is as it was', 'services are as they were') };
  },
  /** What an earlier run has kept of this server (`with.run`). */
  'restore-kept': async (site, server, step, work) => ({
    text: `as run ${String(step.with.run)} has kept it: ${await restoreKept(site, server, step, work)}`,
  }),
};

export const commandNames: readonly string[] = Object.keys(commands);

/** `with.command`. What was found is kept where the command tells it. */
export async function runCommand(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const name = String(step.with.command);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    return { outcome: 'failed', text: `\`command\` is one of ${commandNames.join(', ')}; it says ${name}` };
  const told: string[] = [];
  const was: Record<string, readonly Was[]> = {};
  for (const server of targetsOf(site, step)) {
    const done = await command(site, server, step, work);
    told.push(`${server.name}: ${done.text}`);
    if (done.was !== undefined) was[server.name] = done.was;
  }
  return { outcome: 'done', text: told.join('; '), evidence: { was } };
}
