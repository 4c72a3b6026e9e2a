// Roles that exist once: each on exactly one server (F6), as `fairlead roles` says where it runs. Pure.

import type { RoleMeans, ServerSight } from '../../roles/role.ts';
import type { DoctorFinding, Examination, RoleSeen } from '../model.ts';
import { sayOf } from './finding.ts';
import { examineUnseenRoles } from './unseen-roles.ts';

const subject = 'cluster';

export const examineRoles: Examination = ({ roles }) => [
  ...roles.flatMap(judge),
  ...examineUnseenRoles(roles.filter(({ standing, moving }) => standing.kind === 'unknown' && !moving)),
];

/** What a second replication engine does is known (F7). */
const sayFor = ({ role }: RoleSeen) => sayOf('roles', role.name === 'replication-engine' ? 'F6, F7' : 'F6');

function judge(seen: RoleSeen): readonly DoctorFinding[] {
  const { role, standing, moving } = seen;
  const say = sayFor(seen);
  if (moving) {
    const mend = 'Ask again when it is over; see `fairlead roles`.';
    return [say.unknown(subject, `${role.title} is being moved just now.`, mend)];
  }
  switch (standing.kind) {
    case 'one': {
      const waiting = startsElsewhere(seen, standing.on);
      const on = namesOf(seen, ({ server }) => server === standing.on);
      return waiting.length > 0 ? waiting : [say.ok(subject, `${role.title} runs on ${on}.`)];
    }
    case 'unknown':
      // That it is not certain is said once for all of them.
      return standing.on.flatMap((on) => startsElsewhere(seen, on));
    case 'several':
      return [onSeveral(seen, standing.on)];
    case 'none':
      return [nowhere(seen)];
    case 'not-watched': {
      const mend = `Set it, or write ${role.setting}.watch: false where this site does without.`;
      return [say.unknown(subject, `How ${role.title} shows is not known: ${standing.missing}.`, mend)];
    }
    case 'not-needed':
      return [say.ok(subject, `There are no detached table-level scripts, so ${role.title} is not needed.`)];
  }
}

const namesOf = ({ sights }: RoleSeen, which: (sight: ServerSight) => boolean) =>
  sights
    .filter(which)
    .map(({ name }) => name)
    .join(' and ');

function startsElsewhere(seen: RoleSeen, on: string): readonly DoctorFinding[] {
  const { role } = seen;
  const elsewhere = namesOf(seen, (sight) => !sight.dead && sight.startsItself === true);
  if (elsewhere === '') return [];
  const here = namesOf(seen, ({ server }) => server === on);
  const text = `${role.title} runs on ${here}, but starts by itself on ${elsewhere} too, as soon as that is restarted.`;
  return [sayFor(seen).warning(subject, text, `Set ${shownAs(role.means)} there to manual start.`)];
}

function onSeveral(seen: RoleSeen, on: readonly string[]): DoctorFinding {
  const { role } = seen;
  const servers = namesOf(seen, ({ server }) => on.includes(server));
  const harm = role.name === 'replication-engine' ? ': mails and appointments come twice' : '';
  const text = role.neverTwo
    ? `${role.title} is on ${servers}; it must never be on two${harm}.`
    : `${role.title} runs on ${servers}; it must run on one server.`;
  const mend = `${moveOf(seen)} leaves it on one. By hand: ${stopByHand(role.means)}`;
  return sayFor(seen).fault(subject, text, mend);
}

function stopByHand(means: RoleMeans): string {
  switch (means.kind) {
    case 'web-application': {
      const { application, folder, parkFolder } = means;
      return `on all others stop Tomcat, move ${application}.war from ${folder} to ${parkFolder}, remove its folder, start Tomcat.`;
    }
    case 'service':
    case 'parameter':
    case 'none':
      return `stop ${shownAs(means)} on all others, and set it to manual start there.`;
  }
}

function nowhere(seen: RoleSeen): DoctorFinding {
  const { role, sights } = seen;
  const say = sayFor(seen);
  if (sights.every(({ state }) => state === 'absent')) {
    const text = `${role.title} is on no server: ${sights[0]?.text}.`;
    const without = `where this site does without, write ${role.setting}.watch: false`;
    const mend = `Install it on one server; ${without}; where it has another name or place, set crm.overrides.${role.setting}.`;
    return say.warning(subject, text, mend);
  }
  const text = `${role.title} runs nowhere${whereInstead(seen)}.`;
  return say.fault(subject, text, `${moveOf(seen)} starts it on a server.`);
}

function whereInstead(seen: RoleSeen): string {
  const { role, sights } = seen;
  // The settings say the same of every server.
  if (role.means.kind === 'parameter') return `: ${sights[0]?.text}`;
  const parts = [
    ['it is stopped on', namesOf(seen, ({ state, dead }) => state === 'stopped' && !dead)],
    ['it stands still on', namesOf(seen, ({ state, dead }) => state === 'changing' && !dead)],
    ['confirmed dead:', namesOf(seen, ({ dead }) => dead)],
  ].filter(([, names]) => names !== '');
  return parts.map((part) => `; ${part.join(' ')}`).join('');
}

const moveOf = ({ role: { name, wantedOn } }: RoleSeen) =>
  `\`fairlead roles move ${name} ${wantedOn ?? 'SERVER'} -m "why"\``;

function shownAs(means: RoleMeans): string {
  switch (means.kind) {
    case 'service':
      return `the service ${means.service}`;
    case 'web-application':
      return means.application;
    case 'parameter':
    case 'none':
      return 'it';
  }
}
