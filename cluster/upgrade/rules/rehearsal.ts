// Whether a live run may begin: the very same plan was rehearsed to its end in a test environment, not too long ago, and
// somebody signed that off (F7). Pure.

import type { EndState } from '../model.ts';

export type Rehearsal = {
  readonly run: string;
  readonly environment: string;
  readonly planHash: string;
  readonly end: EndState | undefined;
  readonly endedAtMs: number | undefined;
  readonly signedOffBy: string | undefined;
};

export type RehearsalQuestion = {
  readonly planHash: string;
  readonly rehearsals: readonly Rehearsal[];
  readonly nowMs: number;
  readonly maxAgeMs: number;
};

/** The rehearsal that allows it, or why none does. */
export function rehearsalOf(
  question: RehearsalQuestion,
):
  | { readonly ok: true; readonly rehearsal: Rehearsal }
  | { readonly ok: false; readonly because: string; readonly mend: string } {
  const { planHash, rehearsals, nowMs, maxAgeMs } = question;
  const same = rehearsals.filter((each) => each.planHash === planHash);
  const completed = same.filter((each) => each.end?.state === 'completed');
  const newest = completed.at(-1);
  const rehearse =
    'fairlead upgrade rehearse with the same recipe and parameters, or --without-rehearsal -m why.';
  if (newest === undefined) {
    const others = rehearsals.some((each) => each.end?.state === 'completed');
    const because =
      same.length > 0
        ? `the rehearsal of this plan (run ${same.at(-1)?.run}) was not completed`
        : others
          ? 'what was rehearsed was another plan: recipe, parameters, hops or number of servers have changed since'
          : 'this plan was never rehearsed';
    return { ok: false, because, mend: rehearse };
  }
  const ageMs = nowMs - (newest.endedAtMs ?? 0);
  if (ageMs > maxAgeMs) {
    const because = `the rehearsal (run ${newest.run}) is ${ageText(ageMs)} old, more than ${ageText(maxAgeMs)}`;
    return { ok: false, because, mend: rehearse };
  }
  const signed = completed.findLast((each) => each.signedOffBy !== undefined);
  if (signed === undefined)
    return {
      ok: false,
      because: `nobody has signed off the rehearsal (run ${newest.run})`,
      mend: `Look at what it left, then: fairlead upgrade sign-off ${newest.run} -m "what was tested"`,
    };
  return { ok: true, rehearsal: signed };
}

/** In days where it is two or more, else in hours. */
function ageText(ms: number): string {
  const hours = ms / 3_600_000;
  return hours >= 48 ? `${Math.floor(hours / 24)} days` : `${hours.toFixed(1)} hours`;
}
