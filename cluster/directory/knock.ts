// Asks whether anybody takes connections at the database's port, before the driver is loaded: that is 400 files, and a
// start while the database is away has people to serve. What the database says is the driver's to find out.

import { once } from 'node:events';
import { connect } from 'node:net';
import type { DatabaseSettings } from './database-settings.ts';

/** Resolves when somebody does; rejects with what the network says, `ETIMEOUT` after the time of a connection. */
export async function knock(
  { host, port, instance, connectTimeoutMs }: DatabaseSettings,
  stop: AbortSignal,
): Promise<void> {
  // Only the SQL Server Browser knows the port of an instance, and the driver asks it.
  if (instance !== null) return;
  const late = AbortSignal.timeout(connectTimeoutMs);
  const socket = connect({
    host,
    port,
    // As the driver does it: one address after the other, each as long as there is time.
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: connectTimeoutMs,
  });
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([stop, late]) });
  } catch (error) {
    stop.throwIfAborted();
    if (late.aborted) throw Object.assign(new Error('nobody answered in time'), { code: 'ETIMEOUT' });
    throw error;
  } finally {
    socket.destroy();
  }
}
