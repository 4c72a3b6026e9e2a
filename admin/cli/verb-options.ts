// What each verb is told by its command line. Types only.

export type StartOptions = { readonly config: string | undefined };

export type CheckOptions = {
  readonly file: string | undefined;
  readonly live: boolean;
  readonly output: 'table' | 'json';
};

export type CheckRecipeOptions = {
  /** Name of a recipe, or a file. */
  readonly recipe: string;
  /** The configuration that names a folder with recipes; undefined: the usual file if it is there. */
  readonly config: string | undefined;
  readonly output: 'table' | 'json';
};

export type ReloadOptions = {
  readonly config: string | undefined;
  /** The admin listener, instead of the configured one. */
  readonly url: string | undefined;
  readonly output: 'table' | 'json';
};

export type DiscoverOptions = { readonly config: string | undefined; readonly yes: boolean };

export type DemoOptions = {
  readonly servers: number;
  readonly port: number;
  readonly adminPort: number;
  readonly sqlPort: number;
  /** Simulated people; 0 is none. */
  readonly users: number;
  /** Log-ons a second. */
  readonly rate: number;
  /** How long each of them works, in milliseconds. */
  readonly work: number;
  readonly json: boolean;
  readonly exit: boolean;
  readonly https: boolean;
  /** False: log-ons never wait for their turn. */
  readonly guard: boolean;
  /** Restart all servers, then everybody logs on at once, then a summary. */
  readonly storm: boolean;
};
