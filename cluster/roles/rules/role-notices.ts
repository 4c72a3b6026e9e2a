// What an operator should know of roles that exist once. Pure.

import type { Notice } from '../../model.ts';
import type { Move, Role, Standing } from '../role.ts';
import { isNamed } from './place.ts';

export type RoleSight = {
  readonly role: Role;
  readonly standing: Standing;
  readonly moving: boolean;
  readonly lastMove: Move | undefined;
  readonly nameOf: (server: string) => string;
};

export type RolesSight = {
  readonly roles: readonly RoleSight[];
  readonly hasSsh: (server: string) => boolean;
  /** Instructions that wait for a person. */
  readonly waiting: number;
  readonly nowMs: number;
};

/** A move that failed is told for a day, or until the next one. */
const tellFailureMs = 86_400_000;

export function roleNotices({ roles, hasSsh, waiting, nowMs }: RolesSight): readonly Notice[] {
  return [
    ...roles.flatMap((each) => [...standingNotices(each), ...moveNotices(each, nowMs)]),
    ...hiddenNotices(roles, hasSsh),
    ...byHand(waiting),
  ];
}

function standingNotices({ role, standing, moving, nameOf }: RoleSight): readonly Notice[] {
  if (moving) return [];
  const { title, name, wantedOn } = role;
  switch (standing.kind) {
    case 'several': {
      const servers = standing.on.map(nameOf).join(' and ');
      const text = `${title} runs on ${servers}; it must run on one server only.`;
      return [{ severity: 'fault', code: 'role-on-several', text, mend: mendOf(name, wantedOn ?? 'SERVER') }];
    }
    case 'none': {
      const still = standing.standsStill.map(nameOf).join(', ');
      const text = `${title} runs on no server${still === '' ? '' : ` (it stands still on ${still})`}.`;
      return [{ severity: 'fault', code: 'role-nowhere', text, mend: mendOf(name, wantedOn ?? 'SERVER') }];
    }
    case 'one': {
      const on = nameOf(standing.on);
      if (wantedOn === undefined || isNamed(wantedOn, on)) return [];
      const text = `${title} runs on ${on}; it belongs on ${wantedOn}.`;
      return [{ severity: 'info', code: 'role-elsewhere', text, mend: mendOf(name, wantedOn) }];
    }
    case 'unknown':
    case 'not-watched':
    case 'not-needed':
      return [];
  }
}

const mendOf = (role: string, server: string) => `\`fairlead roles move ${role} ${server} -m "why"\`.`;

/** One for all that nobody can see, since they have the same cause. */
function hiddenNotices(roles: readonly RoleSight[], hasSsh: (server: string) => boolean): readonly Notice[] {
  const unseen = roles.flatMap(({ role, standing, nameOf }) =>
    standing.kind === 'unknown' && standing.hidden.length > 0
      ? [{ title: role.title, hidden: standing.hidden, nameOf }]
      : [],
  );
  // Where nobody ever wanted SSH it is no news that nobody looks: `fairlead roles` says it.
  if (!unseen.some(({ hidden }) => hidden.some(hasSsh))) return [];
  const servers = [...new Set(unseen.flatMap(({ hidden, nameOf }) => hidden.map(nameOf)))].join(', ');
  const titles = unseen.map(({ title }) => title).join(', ');
  return [
    {
      severity: 'warning',
      code: 'roles-unseen',
      text: `Nobody can say whether these run on ${servers} too: ${titles}.`,
      mend: 'See `fairlead roles`; mend SSH there (section remote), or look yourself and say it with `fairlead roles tell`.',
    },
  ];
}

function moveNotices({ role, lastMove, moving, nameOf }: RoleSight, nowMs: number): readonly Notice[] {
  const end = lastMove?.end;
  if (lastMove === undefined || end === undefined || moving || end.outcome === 'moved') return [];
  if (nowMs - end.atMs > tellFailureMs) return [];
  const text = `${role.title} was not moved to ${nameOf(lastMove.to)} (${end.outcome}): ${end.text}.`;
  return [
    {
      severity: 'warning',
      code: 'role-move-failed',
      text,
      mend: `Look at \`fairlead roles\`; mend what stands in the way and move it again.`,
    },
  ];
}

function byHand(waiting: number): readonly Notice[] {
  if (waiting === 0) return [];
  const text = `${waiting} ${waiting === 1 ? 'step of a move waits' : 'steps of moves wait'} for a person, on servers without SSH.`;
  return [
    { severity: 'warning', code: 'role-by-hand', text, mend: '`fairlead roles` shows what is to be done.' },
  ];
}
