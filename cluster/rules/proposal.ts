// What discovery proposes: which row or column of a site is the one Fairlead needs. Plain data and the one rule that
// no row is proposed twice; how well a row fits is judged by discover-parameters.ts and discover-columns.ts.

/** `set`: the profile names it already and it is there. `weak` is for a person to look at, never to be taken unasked. */
export type Confidence = 'set' | 'certain' | 'likely' | 'weak';

/** One row or column that may be the one. */
export type Candidate = {
  readonly name: string;
  /** Its value as people may see it; undefined for a column, or a row without a value. */
  readonly shown: string | undefined;
  readonly confidence: Confidence;
  /** Why, in a few words. */
  readonly because: string;
};

export type Proposal = {
  /** Setting of the profile, such as `parameters.ownBalancing`. */
  readonly setting: string;
  /** What people call it. */
  readonly caption: string;
  /** Undefined: nothing fits. */
  readonly best: Candidate | undefined;
  readonly alternatives: readonly Candidate[];
};

/** How well a candidate fits: 0 is not at all. */
export type Fit = { readonly score: number; readonly confidence: Confidence; readonly because: string };

export type Wanted<Thing> = {
  readonly setting: string;
  readonly caption: string;
  readonly fit: (thing: Thing) => Fit | undefined;
};

type Pair<Thing> = { readonly wanted: Wanted<Thing>; readonly thing: Thing; readonly fit: Fit };

const mostAlternatives = 5;

/** Gives each wanted thing its best candidate, best fits first, none of them twice; the rest are alternatives. */
export function propose<Thing extends { readonly name: string; readonly shown: string | undefined }>(
  wanted: readonly Wanted<Thing>[],
  things: readonly Thing[],
): Proposal[] {
  const pairs = wanted
    .flatMap((each) =>
      things.flatMap((thing): Pair<Thing>[] => {
        const fit = each.fit(thing);
        return fit === undefined || fit.score <= 0 ? [] : [{ wanted: each, thing, fit }];
      }),
    )
    .sort((one, other) => other.fit.score - one.fit.score);
  const taken = new Map<Thing, Wanted<Thing>>();
  const best = new Map<Wanted<Thing>, Pair<Thing>>();
  for (const pair of pairs) {
    if (best.has(pair.wanted) || taken.has(pair.thing)) continue;
    best.set(pair.wanted, pair);
    taken.set(pair.thing, pair.wanted);
  }
  return wanted.map((each) => {
    const own = best.get(each);
    const others = pairs.filter((pair) => pair.wanted === each && pair !== own && !taken.has(pair.thing));
    return {
      setting: each.setting,
      caption: each.caption,
      best: own === undefined ? undefined : candidateOf(own),
      alternatives: others.slice(0, mostAlternatives).map(candidateOf),
    };
  });
}

function candidateOf<Thing extends { readonly name: string; readonly shown: string | undefined }>({
  thing,
  fit,
}: Pair<Thing>): Candidate {
  return { name: thing.name, shown: thing.shown, confidence: fit.confidence, because: fit.because };
}
