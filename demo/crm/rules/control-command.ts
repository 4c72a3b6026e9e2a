// What a control request asks for, read and checked. Pure, so that the table of commands is a table.

/** A command for one server, or for the whole system (`lock`, `unlock`). */
export type ControlCommand =
  | {
      readonly kind:
        | 'recycle'
        | 'reset'
        | 'kill'
        | 'start'
        | 'refuse'
        | 'hang'
        | 'normal'
        | 'customize'
        | 'unlock';
    }
  | { readonly kind: 'slow' | 'cold'; readonly ms: number }
  | { readonly kind: 'tomcat'; readonly alive: boolean }
  | { readonly kind: 'lock'; readonly by: string };

/** Every command with one line of help. */
export const commandHelp: Readonly<Record<ControlCommand['kind'], string>> = {
  recycle: 'drop all sessions, keep connections; the pool is cold',
  reset: 'IIS reset: as recycle, and connections are dropped and refused for a moment',
  kill: 'stop listening, drop everything',
  start: 'after kill: listen again on the same port, empty and cold',
  refuse: 'refuse connections, keep the sessions',
  hang: 'accept requests and answer none',
  slow: 'slow?ms=500: every answer waits this long; 0 ends it',
  normal: 'end refuse, hang and slow',
  tomcat: 'tomcat?alive=false: SData answers as with a dead Tomcat',
  customize: 'somebody customizes something here: the other servers have old metadata',
  cold: 'cold?ms=5000: recycle, and each cold log-on takes this long from now on',
  lock: 'lock?by=1: lock the system (all servers) as the user with this id',
  unlock: 'unlock the system',
};

const longestMs = 600_000;

/** Reads a command from its last path segment and its query; a text says what is wrong with it. */
export function parseControl(
  word: string,
  parameter: (name: string) => string | null,
): ControlCommand | string {
  if (!isCommand(word)) return `unknown command "${word}"; allowed: ${Object.keys(commandHelp).join(', ')}`;
  switch (word) {
    case 'slow':
    case 'cold': {
      const ms = Number(parameter('ms') ?? Number.NaN);
      const fits = Number.isInteger(ms) && ms >= 0 && ms <= longestMs;
      return fits ? { kind: word, ms } : `ms must be a whole number from 0 to ${longestMs}`;
    }
    case 'tomcat': {
      const alive = parameter('alive');
      if (alive !== 'true' && alive !== 'false') return 'alive must be true or false';
      return { kind: word, alive: alive === 'true' };
    }
    case 'lock': {
      const by = parameter('by') ?? '1';
      return /^[0-9]{1,9}$/.test(by) ? { kind: word, by } : 'by must be the id of a user';
    }
    default:
      return { kind: word };
  }
}

function isCommand(word: string): word is ControlCommand['kind'] {
  return Object.hasOwn(commandHelp, word);
}
