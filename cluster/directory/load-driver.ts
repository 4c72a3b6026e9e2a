// Loads the driver of the database: not while the database is away and people are waiting for a start.

import type { DatabaseSettings } from './database-settings.ts';
import { knock } from './knock.ts';

/** So long after the start the driver is not loaded for a database that is away: people are served first. */
const knockForMs = 5_000;

const load = async () => (await import('mssql')).default;

export type Driver = Awaited<ReturnType<typeof load>>;

/**
 * Gives the way to the driver; it rejects with what the network says while nobody takes connections. Later it is loaded
 * whoever answers: the files it consists of may be others when the database comes back.
 */
export function createDriverLoader(settings: DatabaseSettings, stop: AbortSignal): () => Promise<Driver> {
  const knockUntilMs = performance.now() + knockForMs;
  let loaded = false;
  return async () => {
    if (!loaded && performance.now() < knockUntilMs) await knock(settings, stop);
    const driver = await load();
    loaded = true;
    return driver;
  };
}
