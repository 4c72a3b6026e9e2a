// Windows services of a step's servers: stopped in the order of the settings, started in reverse. What ran before is
// kept, so that nothing is started that somebody had stopped.

import type { Server } from '../../model.ts';
import {
  listServices,
  startService,
  stopService,
  type WindowsService,
} from '../../remote/commands/services.ts';
import { counted } from '../../rules/counted.ts';
import type { RunState } from '../model.ts';
import type { PlannedStep } from '../plan-model.ts';
import type { StepOutcome, Work } from '../run.ts';
import type { Site } from '../site.ts';
import { answerOf, targetsOf } from './on-server.ts';

/** By server: names of services. */
type Names = Readonly<Record<string, readonly string[]>>;

/** Which services run before anything is changed: what is started again afterwards. Part of `check`. */
export async function runningServices(site: Site, step: PlannedStep, work: Work): Promise<Names> {
  const ran: Record<string, string[]> = {};
  for (const server of targetsOf(site, step)) {
    const services = await servicesOf(site, server, work);
    ran[server.name] = services.filter(({ state }) => state !== 'stopped').map(({ name }) => name);
  }
  return ran;
}

export async function stopServices(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const stopped: Record<string, string[]> = {};
  for (const server of targetsOf(site, step)) {
    const services = await servicesOf(site, server, work);
    stopped[server.name] = [];
    for (const { name } of services.filter(({ state }) => state !== 'stopped')) {
      work.tell(`${server.name}: stopping ${name}`);
      await answerOf(site, server, stopService(name, site.settings().serviceWaitMs), work);
      stopped[server.name]?.push(name);
    }
  }
  const text = Object.entries(stopped).map(([server, names]) => `${server}: ${names.length} stopped`);
  return { outcome: 'done', text: text.join(', '), evidence: { stopped } };
}

/** What ran when the run began; where nobody looked, what Windows starts by itself. */
export async function startServices(site: Site, step: PlannedStep, work: Work): Promise<StepOutcome> {
  const ran = ranBefore(work.state);
  const started: Record<string, string[]> = {};
  for (const server of targetsOf(site, step)) {
    const services = await servicesOf(site, server, work);
    const wanted = ran[server.name];
    const start = services.filter((each) =>
      wanted === undefined ? each.start === 'automatic' : wanted.includes(each.name),
    );
    for (const { name } of start.toReversed()) {
      work.tell(`${server.name}: starting ${name}`);
      await answerOf(site, server, startService(name, site.settings().serviceWaitMs), work);
    }
    started[server.name] = start.map(({ name }) => name);
  }
  const text = Object.entries(started).map(
    ([server, names]) => `${server}: ${counted(names.length, 'runs', 'run')}`,
  );
  return { outcome: 'done', text: text.join(', '), evidence: { started } };
}

/** In the order of the patterns they match. */
export async function servicesOf(
  site: Site,
  server: Server,
  work: Pick<Work, 'limit'>,
): Promise<readonly WindowsService[]> {
  const patterns = site.settings().services;
  const found = await answerOf(site, server, listServices(patterns), work);
  const place = ({ name }: WindowsService) => patterns.findIndex((pattern) => isLike(name, pattern));
  return [...found].sort((one, other) => place(one) - place(other));
}

/** As Windows compares a name with `*`. */
function isLike(name: string, pattern: string): boolean {
  const pieces = pattern.split('*').map((piece) => piece.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`, 'i').test(name);
}

/** The first look of this run counts: later ones find what was stopped meanwhile. */
function ranBefore({ evidence }: RunState): Names {
  const looks = [...evidence.values()].flatMap(({ ran }) => (ran === undefined ? [] : [ran as Names]));
  return Object.assign({}, ...looks.toReversed()) as Names;
}
