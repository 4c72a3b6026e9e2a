// What a drain or a maintenance would do to people, told before it is done; and whether too few servers would go on
// serving. Pure.

import type { DrainPolicy } from '../../model.ts';

/** One server as it stands now. */
export type ServerSight = {
  readonly name: string;
  readonly users: number;
  /** Of them: idle for longer than the limit of the wish. */
  readonly idle: number;
  readonly weight: number;
  readonly maxUsers: number | undefined;
  /** In service and healthy: log-ons go there. */
  readonly serving: boolean;
};

export type Impact = {
  /** People who go on where they are, and those who have to log on again. */
  readonly stay: number;
  readonly evicted: number;
  /** Servers that serve now, those that would, and all there are. */
  readonly servingBefore: number;
  readonly servingAfter: number;
  readonly servers: number;
  /** The most users that the lightest server would have once everybody has moved; undefined where none is left. */
  readonly lightestAfter: number | undefined;
  /** People for whom the servers that are left have no room by their caps. */
  readonly withoutRoom: number;
  /** One sentence for people. */
  readonly text: string;
};

/** `maintenance` keeps nobody. */
export type Taking = DrainPolicy | 'maintenance';

/** What taking `name` out of service would do. */
export function impactOf(servers: readonly ServerSight[], name: string, taking: Taking): Impact {
  const server = servers.find((each) => each.name === name);
  const users = server?.users ?? 0;
  const evicted = evictedBy(taking, users, server?.idle ?? 0);
  const left = servers.filter((each) => each.serving && each.name !== name);
  const { lightest, withoutRoom } = spread(left, users);
  const figures = {
    stay: users - evicted,
    evicted,
    servingBefore: servers.filter((each) => each.serving).length,
    servingAfter: left.length,
    servers: servers.length,
    lightestAfter: lightest,
    withoutRoom,
  };
  return { ...figures, text: sentence(figures) };
}

/** True where fewer servers would serve than must. What does not serve anyway can always be taken out. */
export function isBelowMinimum(
  { servingBefore, servingAfter }: Pick<Impact, 'servingBefore' | 'servingAfter'>,
  minServing: number,
): boolean {
  return servingAfter < servingBefore && servingAfter < minServing;
}

function evictedBy(taking: Taking, users: number, idle: number): number {
  switch (taking) {
    case 'finish':
      return 0;
    case 'no-extension':
      return Math.min(idle, users);
    case 'now':
    case 'maintenance':
      return users;
  }
}

/** Everybody logs on elsewhere, one after the other, each where the fewest are. */
function spread(left: readonly ServerSight[], users: number) {
  const counts = left.map((each) => ({ ...each }));
  let withoutRoom = 0;
  for (let person = 0; person < users; person += 1) {
    const free = counts.filter((each) => each.maxUsers === undefined || each.users < each.maxUsers);
    const [first, ...others] = free;
    if (first === undefined) {
      withoutRoom = users - person;
      break;
    }
    const share = (each: ServerSight) => (each.users + 1) / each.weight;
    const chosen = others.reduce((best, each) => (share(each) < share(best) ? each : best), first);
    (chosen as { users: number }).users += 1;
  }
  const lightest = counts.length === 0 ? undefined : Math.min(...counts.map((each) => each.users));
  return { lightest, withoutRoom };
}

function sentence(impact: Omit<Impact, 'text'>): string {
  const { stay, evicted, servingAfter, servers, lightestAfter, withoutRoom } = impact;
  const keep = servingAfter === 1 ? 'keeps' : 'keep';
  return [
    `${stay} ${stay === 1 ? 'user stays' : 'users stay'}, ${evicted} evicted`,
    `${servingAfter} of ${servers} servers ${keep} serving`,
    ...(lightestAfter === undefined ? [] : [`the lightest would rise to ${lightestAfter}`]),
    ...(withoutRoom === 0 ? [] : [`${withoutRoom} would find no room`]),
  ].join('; ');
}
