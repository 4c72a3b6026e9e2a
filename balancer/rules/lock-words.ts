// What people are told who want to log on while the CRM is locked. Pure. Times are told as durations: nobody knows
// where the reader's clock stands.

export type LockWords = { readonly title: string; readonly paragraphs: readonly string[] };

/** `by` undefined: nobody knows who; `untilMs` undefined: nor until when. */
export function lockWords(by: string | undefined, untilMs: number | undefined, nowMs: number): LockWords {
  const who = by === undefined ? 'An administrator has' : `${by} has`;
  const end = untilMs === undefined ? '' : ` This lasts for ${durationText(untilMs - nowMs)} at most.`;
  return {
    title: 'The CRM is locked',
    paragraphs: [
      `${who} locked the CRM, and nobody can log on until it is unlocked.${end}`,
      'Whoever is logged on can go on working.',
    ],
  };
}

/** Rounded up to minutes. */
function durationText(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const hourText = `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  const minuteText = `${rest} ${rest === 1 ? 'minute' : 'minutes'}`;
  if (hours === 0) return minuteText;
  return rest === 0 ? hourText : `${hourText} and ${minuteText}`;
}
