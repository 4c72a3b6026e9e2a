// Was a log-on sent to a server that was known to be down? What each Fairlead's own status said, look by look, goes in.

/** What one Fairlead said of one server, once. */
export type Look = {
  readonly fairlead: string;
  readonly server: string;
  /** When the status was made. */
  readonly atMs: number;
  readonly down: boolean;
};

/** From the first look that said down to the last one in a row. */
export type DownSpan = {
  readonly fairlead: string;
  readonly server: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** A later look said otherwise. */
  readonly over: boolean;
};

export type SentLogOn = {
  readonly server: string;
  readonly atMs: number;
  /** Who decided; undefined where only the server knows that it came. */
  readonly fairlead: string | undefined;
};

/**
 * Spans with one more look. A look that says otherwise, or the silence of a Fairlead that was killed (no look), ends a
 * span at the last look that said down: what was decided between two looks is nobody's guilt.
 */
export function withLook(spans: readonly DownSpan[], look: Look, mostGapMs: number): readonly DownSpan[] {
  const { fairlead, server, atMs, down } = look;
  const last = spans.findLast((each) => each.fairlead === fairlead && each.server === server);
  const goesOn = last !== undefined && !last.over;
  if (!down) return goesOn ? spans.map((each) => (each === last ? { ...each, over: true } : each)) : spans;
  if (goesOn && atMs - last.toMs <= mostGapMs)
    return spans.map((each) => (each === last ? { ...each, toMs: atMs } : each));
  return [...spans, { fairlead, server, fromMs: atMs, toMs: atMs, over: false }];
}

/** Log-ons that went to a server of which whoever decided (or everybody) had said `graceMs` before that it is down. */
export function sentToKnownDown(
  logOns: readonly SentLogOn[],
  spans: readonly DownSpan[],
  { fairleads, graceMs }: { readonly fairleads: readonly string[]; readonly graceMs: number },
): readonly SentLogOn[] {
  const knew = (fairlead: string, { server, atMs }: SentLogOn) =>
    spans.some(
      (each) =>
        each.fairlead === fairlead &&
        each.server === server &&
        each.fromMs + graceMs <= atMs &&
        atMs <= each.toMs,
    );
  return logOns.filter((each) =>
    each.fairlead === undefined
      ? fairleads.every((fairlead) => knew(fairlead, each))
      : knew(each.fairlead, each),
  );
}
