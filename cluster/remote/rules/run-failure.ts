// Why a command that was sent has no result, in words. What the server did of it cannot be known then.

import type { RemoteCommand } from '../command.ts';
import type { RemoteFailure } from '../errors.ts';

/** What became of the remote processes after a time-out or a cancel. */
export type Killed =
  | { readonly kind: 'killed' }
  /** It was over before it could be ended. */
  | { readonly kind: 'over' }
  | { readonly kind: 'not-killed'; readonly because: string };

/** Why it was sent and has no result. */
export type RunEnd =
  | { readonly kind: 'cut'; readonly because: string }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly afterMs: number; readonly killed: Killed }
  | { readonly kind: 'cancelled'; readonly killed: Killed };

export function runFailure(server: string, command: RemoteCommand, end: RunEnd): RemoteFailure {
  const what = `On ${server}: "${command.purpose}"`;
  const look = command.repeatable
    ? 'It may be run again.'
    : 'See on the server what it has done before it is run again.';
  switch (end.kind) {
    case 'cut':
      return {
        code: 'CLU_REMOTE_CUT',
        text: `${what} was cut off with its connection (${end.because}); what it has done is not known.`,
        mend: look,
      };
    case 'signal':
      return {
        code: 'CLU_REMOTE_KILLED',
        text: `${what} was ended from outside (${end.signal}); what it has done is not known.`,
        mend: look,
      };
    case 'timeout':
      return {
        code: 'CLU_REMOTE_TIMEOUT',
        text: `${what} was not done after ${end.afterMs} ms; ${fate(end.killed)}.`,
        mend: `${look} If it is just slow, give it a longer time limit.`,
      };
    case 'cancelled':
      return {
        code: 'CLU_REMOTE_CANCELLED',
        text: `${what} was cancelled; ${fate(end.killed)}.`,
        mend: look,
      };
  }
}

function fate(killed: Killed): string {
  switch (killed.kind) {
    case 'killed':
      return 'its processes were ended';
    case 'over':
      return 'it ended by itself at that moment';
    case 'not-killed':
      return `its processes could not be ended (${killed.because}) and may still run`;
  }
}
