// The chain of version hops from one version to another over a table of allowed ones (F7): the shortest, and of equal
// ones the surest. A pair that the table does not join is refused with what is known. Pure.

/** One allowed hop. `likely` ones are taken only where somebody has accepted them. */
export type Hop = {
  readonly from: string;
  readonly to: string;
  /** Where it is said, such as `F7`. */
  readonly source: string;
  readonly sure: 'confirmed' | 'likely';
  /** What it needs beside, such as an attestation key. */
  readonly needs?: string | undefined;
};

export type Chain =
  | { readonly ok: true; readonly hops: readonly Hop[] }
  | { readonly ok: false; readonly because: string; readonly mend: string };

/** `likely`: whether hops that no guide confirms may be taken. */
export function chainOf(table: readonly Hop[], from: string, to: string, likely: boolean): Chain {
  const start = plainVersion(from);
  const goal = plainVersion(to);
  if (start === goal) return no(`the CRM has version ${from} already`, 'Nothing to upgrade.');
  const sure = shortest(
    table.filter((hop) => hop.sure === 'confirmed'),
    start,
    goal,
  );
  if (sure !== undefined) return { ok: true, hops: sure };
  const any = shortest(table, start, goal);
  if (any === undefined) return no(`no way from ${from} to ${to} is known`, knownText(table, start, goal));
  if (likely) return { ok: true, hops: any };
  const guesses = any.filter((hop) => hop.sure === 'likely').map((hop) => `${hop.from} to ${hop.to}`);
  return no(
    `the way from ${from} to ${to} has hops that no guide known here confirms: ${guesses.join(', ')}`,
    'Look them up in the release notes; then add them to upgrade.hops, or say --accept-likely.',
  );
}

/** `7.2b` is 7.2 with a patch; `2020R1` is `2020 R1`. Lower case, for comparing only. */
export function plainVersion(version: string): string {
  const text = version.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const year = /^(\d{4}) ?r(\d+)/.exec(text);
  if (year !== null) return `${year[1]} r${year[2]}`;
  const number = /^(\d+)\.(\d+)/.exec(text);
  return number === null ? text : `${number[1]}.${number[2]}`;
}

/** Breadth first; among equals the one whose hops stand first in the table. */
function shortest(table: readonly Hop[], start: string, goal: string): readonly Hop[] | undefined {
  const seen = new Set([start]);
  let open: readonly { readonly at: string; readonly hops: readonly Hop[] }[] = [{ at: start, hops: [] }];
  while (open.length > 0) {
    const next: { at: string; hops: readonly Hop[] }[] = [];
    for (const { at, hops } of open) {
      for (const hop of table) {
        const to = plainVersion(hop.to);
        if (plainVersion(hop.from) !== at || seen.has(to)) continue;
        seen.add(to);
        if (to === goal) return [...hops, hop];
        next.push({ at: to, hops: [...hops, hop] });
      }
    }
    open = next;
  }
  return undefined;
}

function knownText(table: readonly Hop[], start: string, goal: string): string {
  const onward = table.filter((hop) => plainVersion(hop.from) === start).map((hop) => hop.to);
  const into = table.filter((hop) => plainVersion(hop.to) === goal).map((hop) => hop.from);
  const first =
    onward.length === 0
      ? 'Nothing is known to follow it.'
      : `It can go to ${[...new Set(onward)].join(', ')}.`;
  const last =
    into.length === 0
      ? 'Nothing is known to lead there.'
      : `There one comes from ${[...new Set(into)].join(', ')}.`;
  return `${first} ${last} Look it up in the release notes and add it to upgrade.hops.`;
}

function no(because: string, mend: string): Chain {
  return { ok: false, because, mend };
}
