// Where a role may go, and which server is the best for it. Pure.

import type { ServerId } from '../../model.ts';
import type { Role, ServerSight } from '../role.ts';

/** A server as a place for a role. */
export type Place = {
  readonly server: ServerId;
  readonly name: string;
  readonly isMaster: boolean;
  /** In service and healthy. */
  readonly serving: boolean;
  readonly users: number;
  /** How the role was seen there. */
  readonly sight: Pick<ServerSight, 'state' | 'dead' | 'text'>;
};

/** Why a role may not go there, in a sentence for people; undefined where it may. */
export function refusalOf(
  { title, means, place }: Role,
  { name, isMaster, sight }: Place,
): string | undefined {
  if (means.kind === 'none') return `Nobody knows how ${title} shows: ${means.missing}.`;
  if (place === 'master' && !isMaster)
    return `${title} runs on the master only, never on a second server (F6), and ${name} is not the master.`;
  if (sight.dead) return `${name} is dead.`;
  switch (sight.state) {
    case 'absent':
      return `${title} is not installed on ${name}.`;
    case 'unknown':
      return `Nobody can say whether ${title} runs on ${name}: ${sight.text}.`;
    case 'running':
    case 'changing':
    case 'stopped':
      return undefined;
  }
}

export type Choice =
  | { readonly kind: 'chosen'; readonly to: ServerId; readonly name: string }
  | { readonly kind: 'nowhere'; readonly because: string };

/**
 * The best server but `without`: where the operator wants it, else the one with the fewest users; ties go to list order.
 */
export function bestPlace(role: Role, places: readonly Place[], without: ServerId | undefined): Choice {
  const others = places.filter(({ server }) => server !== without);
  const fit = others.filter((each) => each.serving && refusalOf(role, each) === undefined);
  const wanted = fit.find(({ name }) => role.place !== 'least-busy' && isNamed(role.wantedOn, name));
  const [first, ...rest] = fit;
  if (first === undefined) return { kind: 'nowhere', because: nowhere(role, others) };
  const best = wanted ?? rest.reduce((least, each) => (each.users < least.users ? each : least), first);
  return { kind: 'chosen', to: best.server, name: best.name };
}

/** Names of servers are compared without regard to case. */
export function isNamed(wanted: string | undefined, name: string): boolean {
  return wanted?.toLowerCase() === name.toLowerCase();
}

function nowhere(role: Role, others: readonly Place[]): string {
  if (others.length === 0) return 'there is no other server';
  const reasons = others.map((each) => refusalOf(role, each) ?? `${each.name} does not serve.`);
  return [...new Set(reasons)].map((each) => each.replace(/\.$/, '')).join('; ');
}
