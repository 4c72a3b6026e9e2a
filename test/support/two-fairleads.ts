// A site with two Fairleads in front, over TLS and with a token of each for the other: the file of each, and what they
// listen on.

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createCertificate } from '../../demo/certificate.ts';
import type { Stage } from './fairlead-process.ts';
import {
  merge,
  prepareSite,
  type Settings,
  type Site,
  type SiteOptions,
  usualConfiguration,
} from './site.ts';

export type TwoFairleads = {
  readonly site: Site;
  /** Configuration files of `fairlead1` and `fairlead2`. */
  readonly files: readonly [string, string];
  readonly adminUrls: readonly [string, string];
  readonly tokens: readonly [string, string];
  /** PEM of the authority of both admin listeners. */
  readonly authority: string;
};

export const names = ['fairlead1', 'fairlead2'] as const;

/** Quick, so that nobody waits; `takeOverMs` is what the loss of a leader takes at most, with a heartbeat. */
export const quickTimes = {
  leader: { heartbeatMs: 250, leaseMs: 1_000, takeOverMs: 1_300 },
  peers: { heartbeatMs: 200, patienceMs: 1_500 },
};

/** Writes both files; nothing runs yet but the cluster behind. `own` is merged over the configuration of both, or of each. */
export async function prepareTwo(
  t: Stage,
  options: SiteOptions = {},
  own: Settings | ((place: 0 | 1) => Settings) = {},
): Promise<TwoFairleads> {
  const site = await prepareSite(t, options);
  const admin = await createCertificate(names, Date.now());
  writeFileSync(join(site.folder, 'admin.pem'), admin.certificate);
  writeFileSync(join(site.folder, 'admin.key'), admin.key, { mode: 0o600 });
  const ports = [await freePort(), await freePort()] as const;
  const adminUrls = [`https://127.0.0.1:${ports[0]}`, `https://127.0.0.1:${ports[1]}`] as const;
  const tokens = ['the-first-token-of-this-test-0001', 'the-second-token-of-this-test-0002'] as const;
  const write = (place: 0 | 1) => {
    const other = place === 0 ? 1 : 0;
    const file = join(site.folder, `${names[place]}.yaml`);
    const others = { [names[other]]: { url: adminUrls[other], token: tokens[place], caFile: 'admin.pem' } };
    const settings = {
      cluster: { key: 'one-cluster-key-for-both-of-them-0000' },
      dataDirectory: `data-${names[place]}`,
      leader: quickTimes.leader,
      admin: {
        port: ports[place],
        tls: { certificateFile: 'admin.pem', keyFile: 'admin.key' },
        tokens: { [names[other]]: tokens[other], operator: operatorToken },
      },
      peers: { ...quickTimes.peers, name: names[place], others },
    };
    writeFileSync(
      file,
      stringify(
        merge(
          merge(usualConfiguration(site.cluster), settings),
          typeof own === 'function' ? own(place) : own,
        ),
      ),
    );
    return file;
  };
  return { site, files: [write(0), write(1)], adminUrls, tokens, authority: admin.certificate };
}

export const operatorToken = 'a-token-for-people-in-this-test-0003';

/** A port nobody has just now, below those that are given out to whoever asks for any: nobody gets it meanwhile. */
export async function freePort(): Promise<number> {
  const wanted = 20_000 + randomInt(10_000);
  const server = createServer();
  const free = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(wanted, '127.0.0.1', () => resolve(true));
  });
  if (!(await free)) return freePort();
  server.close();
  await once(server, 'close');
  return wanted;
}
