// Takes secrets out of what a command wrote, so that neither a journal nor a log nor a page has them.

const mask = '***';

/** Each secret as it is, and as it stands in JSON; the longest first, so that none leaves a piece of another. */
export function maskOutput(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, form) => masked.replaceAll(form, mask), text);
}
