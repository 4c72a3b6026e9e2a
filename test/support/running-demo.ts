// `fairlead demo --json` as a process of its own on free ports, and what its first line says.

import type { Test } from 'tap';
import { type FairleadProcess, firstLine, startFairlead } from './fairlead-process.ts';

/** The one JSON object of the first line; the keys the issue promises, and more. */
export type DemoAddresses = {
  readonly url: string;
  readonly adminUrl: string;
  readonly logOnPage: string;
  /** Its configuration file. */
  readonly configuration: string;
  readonly users: { readonly names: readonly string[]; readonly password: string };
  readonly sql: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly controlUrl: string;
  readonly servers: readonly {
    readonly name: string;
    readonly origin: string;
    readonly controlUrl: string;
  }[];
};

export type RunningDemo = DemoAddresses & { readonly process: FairleadProcess };

/** Starts it; stopped, and its folder removed, when the test ends. */
export async function startDemo(t: Test, words: readonly string[] = []): Promise<RunningDemo> {
  const process = startFairlead(t, ['demo', '--json', '--port', '0', '--admin-port', '0', ...words]);
  const addresses = JSON.parse(await firstLine(process)) as DemoAddresses;
  return { ...addresses, process };
}

/** Texts that tell one server from another, and that nobody outside may see in an address. */
export function serverMarks({ servers }: Pick<DemoAddresses, 'servers'>): readonly string[] {
  return servers.flatMap(({ name, origin }) => [name.toLowerCase(), new URL(origin).host]);
}
