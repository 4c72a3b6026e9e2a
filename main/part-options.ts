// What each part of the product is given, made from the configuration. Pure translation; holds no rules.

import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { EngineOptions } from '../balancer/engine.ts';
import { type AddressRange, isListed, parseAddress, parseRange } from '../balancer/rules/addresses.ts';
import type { TrafficSettings } from '../balancer/traffic-types.ts';
import type { ClusterProfile, OriginDefaults } from '../cluster/crm.ts';
import type { Configuration } from '../config/schema.ts';

/** What an operator may change of the traffic while it runs. */
export function trafficSettings({
  routing,
  listen,
  logging,
  storm,
  ejection,
  drain,
}: Configuration): TrafficSettings {
  return {
    mode: routing.mode,
    publicUrl: listen.publicUrl ?? undefined,
    trustedProxies: routing.trustedProxies,
    unavailableTitle: routing.unavailable.title,
    unavailableText: routing.unavailable.text,
    retryAfterSeconds: routing.unavailable.retryAfterSeconds,
    userNames: logging.userNames,
    storm,
    ejection,
    parting: {
      noticePage: drain.noticePage,
      noticeText: drain.noticeText ?? '',
      injectBanner: drain.injectBanner,
    },
  };
}

/** Where this Fairlead stands among all of its cluster, by their names: 0 for the first, never 1. */
export function placeAmongPeers({ peers }: Configuration): number {
  const names = Object.keys(peers.others);
  if (peers.name === null) return 0;
  const own = peers.name;
  return names.filter((name) => name < own).length / (names.length + 1);
}

/** The limits of the wire, as an engine takes them; `isExemptAddress` is asked once a connection. */
export function trafficLimits(
  { traffic }: Configuration,
  isExemptAddress: (address: string) => boolean,
): EngineOptions['limits'] {
  const { limits } = traffic;
  return {
    ...limits,
    bodyBytes: limits.bodyBytes ?? undefined,
    requestsPerConnection: limits.requestsPerConnection ?? undefined,
    connectionsPerAddress: limits.connectionsPerAddress ?? undefined,
    isExemptAddress,
  };
}

/** True for proxies in front of us, which carry many people over one address; follows what is configured now. */
export function createExemption(now: () => Configuration): (address: string) => boolean {
  let texts: readonly string[] | undefined;
  let ranges: readonly AddressRange[] = [];
  return (address) => {
    const { trustedProxies } = now().routing;
    if (texts !== trustedProxies) {
      texts = trustedProxies;
      ranges = trustedProxies.flatMap((text) => parseRange(text) ?? []);
    }
    const bytes = parseAddress(address);
    return bytes !== undefined && isListed(bytes, ranges);
  };
}

/** How servers are reached where nothing else is said of them. */
export function originDefaults({ crm }: Configuration): OriginDefaults {
  return { scheme: crm.scheme, port: crm.port };
}

/** How one server is checked. */
export function checkSettings({ health, listen }: Configuration, profile: ClusterProfile) {
  const publicHost = listen.publicUrl === null ? undefined : new URL(listen.publicUrl).host;
  const { path, expect, versionPattern, tomcatPath, tomcatAlive } = profile.probe;
  const version = versionPattern === null ? undefined : new RegExp(versionPattern);
  const tomcat = health.tomcat ? { path: tomcatPath, alive: tomcatAlive } : undefined;
  return { timeoutMs: health.timeoutMs, path, expect, version, tomcat, publicHost };
}

/** PEM text of the authorities for the servers' certificates; undefined is the system's only. */
export async function readUpstreamCa({ traffic }: Configuration): Promise<string | undefined> {
  return traffic.upstreamCaFile === null ? undefined : readFile(traffic.upstreamCaFile, 'utf8');
}

/** The address people open: as configured, else as near as the listener lets us tell. */
export function shownUrl(configuration: Configuration, port: number): string {
  const { publicUrl, host, tls } = configuration.listen;
  if (publicUrl !== null) return publicUrl;
  return addressUrl(tls === null ? 'http' : 'https', host, port);
}

/** A URL for a listener: the machine's own name where it listens everywhere. */
export function addressUrl(scheme: 'http' | 'https', host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? hostname() : host;
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
