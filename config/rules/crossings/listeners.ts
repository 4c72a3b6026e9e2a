// What is wrong between the two listeners, the public URL, the certificates and the cookie.

import type { Finding } from '../../errors.ts';
import type { Configuration } from '../../schema.ts';
import { isLoopback, isWildcard } from '../addresses.ts';
import { blame, clash, risk, type Written } from './crossing.ts';

export function listenerCrossings(configuration: Configuration, written: Written): Finding[] {
  return [
    ...portClash(configuration, written),
    ...exposedAdmin(configuration),
    ...publicScheme(configuration),
    ...duplicateNames(configuration.listen.tls ?? []),
    ...foreignCookie(configuration),
  ];
}

function portClash({ listen, admin }: Configuration, written: Written): Finding[] {
  const sameHost = listen.host === admin.host || isWildcard(listen.host) || isWildcard(admin.host);
  if (listen.port === 0 || listen.port !== admin.port || !sameHost) return [];
  const { path, other } = blame(written, ['listen', 'port'], ['admin', 'port']);
  const message = `${admin.port} is taken by ${other.join('.')} already`;
  return [clash({ path, message, suggestion: 'give each listener a port of its own', with: [other] })];
}

function exposedAdmin({ admin }: Configuration): Finding[] {
  if (isLoopback(admin.host)) return [];
  const message = 'the admin listener has no log-on, and other machines can reach it here';
  const suggestion = 'leave it on 127.0.0.1, or let a firewall admit only Prometheus and operators';
  return [risk({ path: ['admin', 'host'], message, suggestion })];
}

function publicScheme({ listen, routing }: Configuration): Finding[] {
  const path = ['listen', 'publicUrl'];
  const tls = ['listen', 'tls'];
  const secure = listen.publicUrl?.toLowerCase().startsWith('https:');
  if (secure === false && listen.tls) {
    const message = 'is http, but with listen.tls the listener speaks HTTPS only';
    return [clash({ path, message, suggestion: 'write https', with: [tls] })];
  }
  if (secure && !listen.tls && routing.trustedProxies.length === 0) {
    const message = 'is https, but the listener has no certificate, and no proxy in front is named';
    const suggestion =
      'give listen.tls, or name what ends TLS in front of Fairlead in routing.trustedProxies';
    return [risk({ path, message, suggestion, with: [tls, ['routing', 'trustedProxies']] })];
  }
  return [];
}

function duplicateNames(identities: NonNullable<Configuration['listen']['tls']>): Finding[] {
  const names = identities.map(({ serverName }) => serverName?.toLowerCase() ?? null);
  return names.flatMap((name, index) => {
    if (names.indexOf(name) === index) return [];
    const path = ['listen', 'tls', index, ...(name === null ? [] : ['serverName'])];
    const message = name === null ? 'is a second certificate without serverName' : `${name} is named twice`;
    const suggestion = 'give each certificate a serverName of its own';
    return [clash({ path, message, suggestion, with: [['listen', 'tls']] })];
  });
}

/** Cookies of the CRM pass through untouched (F3): ours must not carry the name of one. */
function foreignCookie({ routing }: Configuration): Finding[] {
  if (!/^(eware$|ASPSESSIONID)/i.test(routing.cookieName)) return [];
  const message = `${routing.cookieName} is the name of a cookie of the CRM itself`;
  return [clash({ path: ['routing', 'cookieName'], message, suggestion: 'leave the line out for fairlead' })];
}
