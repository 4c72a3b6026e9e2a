// What a storm has shown: with the guard everybody gets in and no server is harmed, without it the harm is real.
// Pure: numbers in, a verdict and sentences out.

export type StormServer = {
  readonly name: string;
  /** Most log-ons that were under way there at once, by the server's own count. */
  readonly mostAtOnce: number;
  readonly metadataLoads: number;
  /** Recycles that too many cold log-ons caused (F4). */
  readonly recycles: number;
  readonly users: number;
};

export type StormResult = {
  readonly guard: boolean;
  readonly people: number;
  /** Most log-ons that may be under way on one server. */
  readonly logOnsPerServer: number;
  readonly servers: readonly StormServer[];
  readonly gotIn: number;
  /** Of these, whose session was gone again at the end. */
  readonly lost: number;
  /** Who saw a page that asked to come back, at least once. */
  readonly turnedAway: number;
  /** Why the others did not get in, with how many there are of each. */
  readonly problems: readonly { readonly problem: string; readonly count: number }[];
  readonly longestMs: number;
  readonly medianMs: number;
  /** The slowest first page of somebody who had just got in. */
  readonly slowestPageMs: number;
};

export type StormVerdict = { readonly passed: boolean; readonly because: readonly string[] };

/** With the guard: everybody in, and no server harmed. Without: the harm must show. */
export function stormVerdict(result: StormResult): StormVerdict {
  const because = result.guard ? faultsOfGuard(result) : missingHarm(result);
  return { passed: because.length === 0, because };
}

function faultsOfGuard({ people, gotIn, lost, servers, logOnsPerServer }: StormResult): string[] {
  const faults = gotIn === people ? [] : [`${people - gotIn} of ${people} did not get in`];
  if (lost > 0) faults.push(`${lost} who got in lost their session`);
  for (const { name, mostAtOnce, metadataLoads, recycles } of servers) {
    if (mostAtOnce > logOnsPerServer) {
      faults.push(`${name} had ${mostAtOnce} log-ons at once, ${logOnsPerServer} are allowed`);
    }
    if (metadataLoads !== 1)
      faults.push(`${name} loaded its metadata ${metadataLoads} times instead of once`);
    if (recycles > 0) faults.push(`${name} recycled ${recycles} times`);
  }
  return faults;
}

function missingHarm({ people, gotIn, lost, servers }: StormResult): string[] {
  const harmed = servers.some(({ recycles }) => recycles > 0) || gotIn - lost < people;
  const loads = servers.some(({ metadataLoads }) => metadataLoads > 1);
  return [
    ...(harmed ? [] : ['no server recycled, and everybody got in: the storm did no harm']),
    ...(loads ? [] : ['no server loaded its metadata more than once']),
  ];
}

/** The same in words, at most 80 columns. */
export function stormText(result: StormResult): string {
  const { guard, people, servers, logOnsPerServer, gotIn, lost, turnedAway, problems } = result;
  const { passed, because } = stormVerdict(result);
  const careful = `at most ${logOnsPerServer} log-ons at once a server, one while it is cold`;
  const lines = [
    `${people} people log on at once to ${servers.length} servers that have just been restarted.`,
    `Storm guard: ${guard ? `on; ${careful}` : 'off'}.`,
    '',
    row(['server', 'log-ons at once', 'metadata loads', 'recycles', 'users']),
    ...servers.map((each) =>
      row([each.name, each.mostAtOnce, each.metadataLoads, each.recycles, each.users].map(String)),
    ),
    '',
    `got in          ${gotIn} of ${people}${lost > 0 ? `, ${lost} of them lost their session` : ''}`,
    `asked to wait   ${turnedAway} by the page that tries again by itself`,
    ...problems.map(({ problem, count }) => `not in          ${count}: ${problem}`.slice(0, 80)),
    `log-on took     ${seconds(result.medianMs)} for the median, ${seconds(result.longestMs)} at most`,
    `page meanwhile  ${seconds(result.slowestPageMs)} at most for somebody logged on`,
    '',
    ...verdictLines(guard, passed, because),
  ];
  return `${lines.join('\n')}\n`;
}

function verdictLines(guard: boolean, passed: boolean, because: readonly string[]): string[] {
  if (!passed) return because.map((each) => `NOT as it should be: ${each}`);
  if (guard) return ['All as it should be: everybody got in, and no server was harmed.'];
  return ['The harm is real: this is what the guard is for.'];
}

function row([name = '', ...numbers]: readonly string[]): string {
  return `${name.padEnd(12)}${numbers.map((each) => each.padStart(16)).join('')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** How many there are of each problem, most first. */
export function countProblems(problems: readonly (string | undefined)[]): StormResult['problems'] {
  const counts = new Map<string, number>();
  for (const problem of problems) {
    if (problem !== undefined) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  }
  return [...counts].map(([problem, count]) => ({ problem, count })).toSorted((a, b) => b.count - a.count);
}
