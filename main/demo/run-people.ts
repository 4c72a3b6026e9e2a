// Simulated people in the demo: lets them work, shows a live table, sums up what the judge saw.

import type { DemoOptions } from '../../admin/cli/program.ts';
import { createPeople } from '../../demo/people/people.ts';
import { summarise } from '../../demo/people/rules/summary.ts';
import { renderPeopleTable } from '../../demo/people/rules/table.ts';
import type { VerbContext } from '../verbs/verb-context.ts';
import type { Demo } from './demo.ts';
import { summaryText } from './summary-text.ts';

const refreshMs = 500;
const workMs = 5_000;
/** Most people just close the browser. */
const logOffShare = 0.3;
const soapShare = 0.1;

/** Resolves with true where nothing failed, every log-on was judged right and the difference is small enough. */
export async function runPeople(
  demo: Demo,
  options: DemoOptions,
  { terminal, terminated }: VerbContext,
): Promise<boolean> {
  const { cluster, product, recorder, ca } = demo;
  const people = createPeople({
    url: product.url,
    ca,
    users: cluster.logOns,
    count: options.users,
    ratePerSecond: options.rate,
    workMs,
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
  const redraw = setInterval(show, refreshMs);
  let drawn = 0;

  function show() {
    if (!terminal.interactive || options.json) return;
    const table = renderPeopleTable(people.snapshot(), recorder.result());
    terminal.output.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${table}`);
    drawn = table.split('\n').length - 1;
  }

  try {
    const { tally } = await people.run();
    show();
    const summary = summarise({
      people: options.users,
      tally,
      judged: recorder.finish(),
      servers: recorder.serversNow(),
    });
    terminal.output.write(options.json ? `${JSON.stringify({ summary })}\n` : summaryText(summary));
    return summary.passed;
  } finally {
    clearInterval(redraw);
  }
}
