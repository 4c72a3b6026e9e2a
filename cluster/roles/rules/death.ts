// Whether a server is confirmed dead, so that what ran there may be started elsewhere: two kinds of evidence that do not
// go the same way, and nothing that says otherwise. Pure.

/** What each kind of evidence says. `silent`: it cannot be asked. */
export type Word = 'dead' | 'alive' | 'silent';

export type Evidence = {
  /** The CRM there, over HTTP: `dead` where nobody answers at all, not where the answer is wrong. */
  readonly http: Word;
  /** Its SSH server: `dead` where nobody answers; a refused log-on or host key is an answer. */
  readonly ssh: Word;
  /** The database: `dead` where it has no connection of that machine. */
  readonly database: Word;
  /** Somebody who looked. */
  readonly person: Word;
};

export type Death =
  | { readonly dead: true; readonly because: string }
  | { readonly dead: false; readonly because: string };

/**
 * HTTP and SSH go the same way, from here over the network, so together they are one kind: where that way is cut, both
 * fail while the server goes on. The database and a person see the server from elsewhere.
 */
export function deathOf({ http, ssh, database, person }: Evidence): Death {
  const alive = Object.entries({ http, ssh, database, person }).find(([, word]) => word === 'alive');
  if (alive !== undefined) return { dead: false, because: aliveTexts[alive[0] as keyof Evidence] };
  const here = [...(http === 'dead' ? ['HTTP'] : []), ...(ssh === 'dead' ? ['SSH'] : [])];
  const elsewhere = [
    ...(database === 'dead' ? ['the database has no connection of it'] : []),
    ...(person === 'dead' ? ['somebody said that it is dead'] : []),
  ];
  const both = here.length > 0 && elsewhere.length > 0;
  // Two who see it from elsewhere are two kinds as well.
  if (both || elsewhere.length > 1) {
    const seen = here.length > 0 ? [`it does not answer (${here.join(', ')})`] : [];
    return { dead: true, because: [...seen, ...elsewhere].join(', and ') };
  }
  if (here.length > 0) return { dead: false, because: 'only from here it does not answer' };
  return { dead: false, because: 'nothing says that it is dead' };
}

/** What was seen from here that a dead server cannot do; undefined for nothing. */
export function lifeOf({ http, ssh }: Pick<Evidence, 'http' | 'ssh'>): string | undefined {
  if (http === 'alive') return aliveTexts.http;
  return ssh === 'alive' ? aliveTexts.ssh : undefined;
}

const aliveTexts: Readonly<Record<keyof Evidence, string>> = {
  http: 'it answers over HTTP',
  ssh: 'its SSH server answers',
  database: 'it has connections to the database',
  person: 'somebody said that it lives',
};
