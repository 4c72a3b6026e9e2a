// Roles that exist once: each on exactly one server (F6). Who looks after roles is believed; without that their Windows
// services tell. Pure.

import type { OnceService } from '../../crm.ts';
import type { WindowsService } from '../../remote/commands/services.ts';
import type { DoctorFinding, Examination, RoleSeen, ServerFacts } from '../model.ts';
import { onServers, sayOf, whenSeen } from './finding.ts';

const say = sayOf('roles', 'F6');
const subject = 'cluster';

export const examineRoles: Examination = ({ joined: { roles }, servers, expected: { onceServices } }) => {
  if (roles !== undefined) return whenSeen(say, subject, roles, (all) => all.map(judgeRole));
  const unseen = onServers(say, servers, { look: ({ windows }) => windows.services, judge: () => [] });
  if (servers.every(({ windows }) => !windows.services.seen)) return unseen;
  return [...unseen, ...onceServices.map((each) => judgeService(each, servers, unseen.length > 0))];
};

function judgeRole({ role, servers }: RoleSeen): DoctorFinding {
  if (servers.length === 1) return say.ok(subject, `The ${role} runs on ${servers[0]}.`);
  const where = servers.length === 0 ? 'nowhere' : `on ${servers.join(' and ')}`;
  const mend = 'See `fairlead roles`: it says where it should be, and moves it.';
  return say.fault(subject, `The ${role} runs ${where}; it must run on one server.`, mend);
}

type Found = { readonly server: string; readonly service: WindowsService };

function judgeService(
  { role, service }: OnceService,
  servers: readonly ServerFacts[],
  incomplete: boolean,
): DoctorFinding {
  if (service === null) {
    const because = `The name of the service of the ${role} is not known.`;
    return say.unknown(subject, because, 'Name it in crm.overrides.windows.onceServices.');
  }
  const found = servers.flatMap(({ server, windows }) => foundOn(server.name, service, windows.services));
  const running = found.filter((each) => each.service.state === 'running');
  if (running.length > 1) return many(role, service, running);
  const [only] = running;
  if (only === undefined) return incomplete ? missing(role) : none(role, service, found);
  const starting = found.filter((each) => each !== only && each.service.start === 'automatic');
  if (starting.length > 0) return waiting(role, only, starting);
  if (incomplete) return missing(role);
  return say.ok(subject, `The ${role} runs on ${only.server}.`);
}

function foundOn(server: string, service: string, looked: ServerFacts['windows']['services']): Found[] {
  if (!looked.seen) return [];
  const own = looked.value.filter(({ name }) => name.toLowerCase() === service.toLowerCase());
  return own.map((each) => ({ server, service: each }));
}

const namesOf = (found: readonly Found[]) => found.map(({ server }) => server).join(' and ');

function many(role: string, service: string, running: readonly Found[]): DoctorFinding {
  const text = `The ${role} runs on ${namesOf(running)}; it must run on one server.`;
  return say.fault(subject, text, `Stop ${service} on all but one, and disable it there.`);
}

function none(role: string, service: string, found: readonly Found[]): DoctorFinding {
  if (found.length > 0) {
    const text = `The ${role} runs nowhere; it is stopped on ${namesOf(found)}.`;
    return say.fault(subject, text, `Start ${service} on one of them.`);
  }
  const mend = `Install it on one server; if the site does without, take it out of crm.overrides.windows.onceServices.`;
  return say.warning(subject, `The ${role} is on no server: none has a service ${service}.`, mend);
}

function waiting(role: string, { server }: Found, starting: readonly Found[]): DoctorFinding {
  const text = `The ${role} runs on ${server}, but starts by itself on ${namesOf(starting)} too, as soon as that is restarted.`;
  return say.warning(subject, text, `Disable the service on ${namesOf(starting)}.`);
}

const missing = (role: string) =>
  say.unknown(
    subject,
    `Not every server could be looked at, so where the ${role} runs is not certain.`,
    'Mend what keeps the others from being seen.',
  );
