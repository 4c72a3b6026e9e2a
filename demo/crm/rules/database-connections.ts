// How many connections to the database a simulated server holds: its DLL's and its Tomcat's (F5). Pure.

export type DatabaseUse = { readonly dll: number; readonly tomcat: number };

export type DatabaseUseInput = {
  /** False while the machine or IIS is away. */
  readonly up: boolean;
  /** False while the machine is away: Tomcat does without IIS. */
  readonly machineUp: boolean;
  readonly tomcatReady: boolean;
  readonly sessions: number;
  /** Loads of the metadata under way: each takes the whole pool. */
  readonly loadingMetadata: boolean;
  readonly pools: DatabaseUse;
};

/** A pool grows with the people who are on; Tomcat opens all of its own at once. */
export function databaseUse({
  up,
  machineUp,
  tomcatReady,
  sessions,
  loadingMetadata,
  pools,
}: DatabaseUseInput): DatabaseUse {
  const tomcat = machineUp && tomcatReady ? pools.tomcat : 0;
  if (!up) return { dll: 0, tomcat };
  const dll = loadingMetadata ? pools.dll : Math.min(pools.dll, 1 + Math.ceil(sessions / 10));
  return { dll, tomcat };
}
