// Simulated people in the demo: lets them work, shows a live table, sums up what the judge saw.

import type { DemoOptions } from '../../admin/cli/verb-options.ts';
import { createPeople } from '../../demo/people/people.ts';
import { summarise } from '../../demo/people/rules/summary.ts';
import { renderPeopleTable } from '../../demo/people/rules/table.ts';
import type { VerbContext } from '../verbs/verb-context.ts';
import type { Demo } from './start-demo.ts';
import { summaryText } from './summary-text.ts';

const refreshMs = 500;
/** Most people just close the browser. */
const logOffShare = 0.3;
const soapShare = 0.1;

/** `passed`: nothing failed, every log-on was judged right, and the difference, where it counts, is small enough. */
export type Verdict = 'passed' | 'failed' | 'interrupted';

/** What of a demo the people need. */
export type PeopledDemo = Pick<Demo, 'recorder' | 'ca'> & {
  readonly cluster: Pick<Demo['cluster'], 'crm' | 'logOns'>;
  readonly product: { readonly url: string };
};

/** Resolves when everybody has left; what was interrupted is no pass, however well it went so far. */
export async function runPeople(
  demo: PeopledDemo,
  options: Pick<DemoOptions, 'users' | 'rate' | 'work' | 'json'>,
  { terminal, terminated }: VerbContext,
): Promise<Verdict> {
  const { cluster, product, recorder, ca } = demo;
  const people = createPeople({
    url: product.url,
    ca,
    users: cluster.logOns,
    count: options.users,
    ratePerSecond: options.rate,
    workMs: options.work,
    logOffShare,
    soapShare,
    serverNames: cluster.crm.servers.flatMap(({ name, origin }) => [
      name,
      `${name.toLowerCase()}.sim.test`,
      new URL(origin).host,
    ]),
    onEvent: recorder.onEvent,
    random: Math.random,
    nowMs: Date.now,
  });
  const stop = AbortSignal.any([terminal.interrupted, terminated]);
  stop.addEventListener('abort', () => people.stop(), { once: true });
  if (stop.aborted) people.stop();
  const redraw = setInterval(show, refreshMs);
  let drawn = 0;

  function show() {
    if (!terminal.interactive || options.json) return;
    const table = renderPeopleTable(people.snapshot(), recorder.result());
    terminal.output.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${table}`);
    drawn = table.split('\n').length - 1;
  }

  try {
    const { tally, stopped } = await people.run();
    show();
    const summary = summarise({
      people: options.users,
      tally,
      judged: recorder.finish(),
      servers: recorder.serversNow(),
    });
    terminal.output.write(options.json ? `${JSON.stringify({ summary })}\n` : summaryText(summary));
    if (stopped) return 'interrupted';
    return summary.passed ? 'passed' : 'failed';
  } finally {
    clearInterval(redraw);
  }
}
