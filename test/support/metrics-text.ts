// Reads single numbers out of a Prometheus text. Knows no metric.

/** Sum of all samples of a metric whose labels contain these; undefined where there is none. */
export function metricSum(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const samples = text.split('\n').flatMap((line) => {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    const has = match?.[1] === name && wanted.every((each) => `,${match[2]},`.includes(`,${each},`));
    return has ? [Number(match[3])] : [];
  });
  return samples.length === 0 ? undefined : samples.reduce((sum, each) => sum + each, 0);
}

/** The text of an admin listener. */
export async function readMetrics(adminUrl: string): Promise<string> {
  const answer = await fetch(`${adminUrl}/metrics`);
  if (answer.status !== 200) throw new Error(`metrics answered ${answer.status}`);
  return answer.text();
}
