// What people are told who want to log on while the CRM is locked. Pure. Times are told as durations: nobody knows
// where the reader's clock stands.

export type LockWords = { readonly title: string; readonly paragraphs: readonly string[] };

/** Work on the whole CRM, such as an upgrade; `endMs` is when it will be over as far as that is known. */
export type LockedForWork = { readonly endMs: number | undefined };

export function workWords({ endMs }: LockedForWork, nowMs: number): LockWords {
  const when =
    endMs === undefined
      ? 'How long that takes is not known yet.'
      : endMs > nowMs
        ? `It should be back in about ${durationText(endMs - nowMs)}.`
        : 'It takes longer than was thought; it should be back soon.';
  return {
    title: 'The CRM is being worked on',
    paragraphs: [
      `The CRM is out of service for planned work, such as an upgrade. ${when}`,
      'What you saved before is kept. This page tries again by itself.',
    ],
  };
}

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
