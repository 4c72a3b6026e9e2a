// A plain or TLS connection to a proxy on this machine. Its certificate is one of a minute ago, so nobody checks it.

import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** The event that says that it is ready is `connect` or `secureConnect`: `onReady` is called then. */
export function openSocket(port: number, tls: boolean, onReady: () => void): Socket {
  const host = '127.0.0.1';
  if (tls) return connectTls({ port, host, rejectUnauthorized: false }, onReady).setNoDelay(true);
  return connect({ port, host, noDelay: true }, onReady);
}
