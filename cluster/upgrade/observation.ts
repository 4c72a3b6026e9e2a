// What a run sees of the world before it decides: the leader, the servers, their backups, what was cut off. Types only.

/** `there`: the effect can be seen. `not-there`: it is certain that it did not happen. */
export type Seen = 'there' | 'not-there' | 'unknown';

/** The world as it is now. What is undefined could not be seen. */
export type Observation = {
  /** This process is the one that may act. */
  readonly leader: boolean;
  readonly locked: boolean | undefined;
  readonly servers: readonly {
    readonly name: string;
    readonly version: string | undefined;
    /** Programs of this host that are connected to the database, such as `Tomcat`; undefined: could not be asked. */
    readonly connected: readonly string[] | undefined;
    /** Takes users: in service and not kept out by us. */
    readonly serving: boolean;
    /** People that are on. */
    readonly users: number | undefined;
    readonly servicesStopped: boolean | undefined;
  }[];
  /**
   * Backups of this run that the next step wants and that do not lie on their server any more, such as
   * `CRMWEB2: C:\\Backups\\...` or `the database: D:\\...`. What could not be looked at is not among them.
   */
  readonly lostBackups: readonly string[];
  /** Of a step that was begun and not ended, and of its undo (`undo:` before the id): whether its effect is there. */
  readonly seen: (step: string) => Seen;
};
