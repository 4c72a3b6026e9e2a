// Where the admin listener is: as the configuration says, or the usual address where there is no configuration.

import { existsSync } from 'node:fs';
import { loadConfiguration } from '../../config/load.ts';
import type { Configuration } from '../../config/schema.ts';
import { addressUrl } from '../part-options.ts';
import { nameInCertificate, trustFiles } from './admin-trust.ts';
import { tellFaults, usualFile } from './configured.ts';
import type { VerbContext } from './verb-context.ts';

const usualUrl = 'http://127.0.0.1:9090';

/** Rejects where a named configuration has faults; they are told before. */
export async function adminUrl(config: string | undefined, { terminal }: VerbContext): Promise<string> {
  if (config === undefined && !existsSync(usualFile)) return usualUrl;
  const loaded = loadConfiguration(config ?? usualFile);
  if (!loaded.ok) {
    tellFaults(loaded, terminal);
    throw new Error('the configuration has faults; mend them, or say --url');
  }
  return urlOf(loaded.configuration);
}

/**
 * The same for a file that may have faults, which the running Fairlead is to tell: by what is good of it. Throws where
 * a named file cannot be read at all.
 */
export function runningAdminUrl(config: string | undefined): string {
  const loaded = loadConfiguration(config ?? usualFile);
  if (loaded.ok) return urlOf(loaded.configuration);
  const [fault] = loaded.faults;
  if (config !== undefined && fault?.code === 'CFG_FILE') throw new Error(`${config}: ${fault.message}`);
  return urlOf(loaded.readable);
}

type Where = Pick<Configuration, 'admin'> & Partial<Pick<Configuration, 'peers'>>;

/** What that listener needs to be trusted is trusted from now on. */
function urlOf({ admin, peers }: Where): string {
  const { host, port, tls } = admin;
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  if (tls === null) return addressUrl('http', near, port);
  const authorities = Object.values(peers?.others ?? {}).flatMap(({ caFile }) => caFile ?? []);
  trustFiles([tls.certificateFile, ...authorities]);
  return addressUrl('https', nameInCertificate(tls.certificateFile, near), port);
}
