// What an operator is told of servers that are being warmed. Pure.

import type { Notice, Server } from '../../model.ts';
import type { Evidence } from './evidence.ts';
import type { StepName } from './next-step.ts';

/** One server that is being warmed. */
export type Warming = {
  readonly server: Server;
  readonly because: Evidence;
  readonly step: StepName | undefined;
  readonly at: number;
  readonly of: number;
  readonly lastText: string | undefined;
  readonly late: boolean;
};

/** One notice a server. */
export function warmUpNotices(all: readonly Warming[]): readonly Notice[] {
  return all.map((each) => (each.late ? lateNotice(each) : warmingNotice(each)));
}

/** How a restart was noticed, as the end of a sentence. */
export function evidenceText(evidence: Evidence): string {
  switch (evidence) {
    case 'refused-then-back':
      return 'it refused connections and is back';
    case 'unavailable-then-back':
      return 'IIS had nothing to ask there for a while';
    case 'sessions-lost':
      return 'several of its sessions were gone at once';
    case 'process-started':
      return 'its worker process is a new one';
    case 'asked-for':
      return 'somebody said so';
  }
}

function warmingNotice({ server, because, step, at, of }: Warming): Notice {
  const now = step === undefined ? 'It waits for its turn' : `Now: ${stepText(step)}, step ${at} of ${of}`;
  return {
    severity: 'info',
    code: 'server-warming',
    text: `${server.name} has restarted (${evidenceText(because)}) and is warmed before it gets log-ons. ${now}.`,
    mend: 'Nothing to do: it is let in by itself. See warmUp in the configuration.',
  };
}

function lateNotice({ server, step, lastText }: Warming): Notice {
  const stuck = step === undefined ? '' : ` It is stuck at ${stepText(step)}.`;
  const last = lastText === undefined ? '' : ` Last answer: ${lastText}.`;
  return {
    severity: 'warning',
    code: 'warm-up-late',
    text: `${server.name} is not warm after warmUp.timeoutMs and is kept out of log-ons.${stuck}${last}`,
    mend: `Look at ${server.name}; set warmUp.onTimeout to admit to let users in nevertheless.`,
  };
}

function stepText(step: StepName): string {
  switch (step) {
    case 'connections':
      return 'room in the database';
    case 'static-page':
      return 'a static page';
    case 'log-on-page':
      return 'the log-on page';
    case 'service-log-on':
      return 'a log-on by the service account';
    case 'custom-page':
      return 'a custom page';
    case 'tomcat':
      return 'Tomcat';
  }
}
