// One simulated Windows server as far as commands of an operator see it: services, processes, files, registry, clock.
// What is true of IIS and Tomcat is asked of the simulated CRM server itself, so that both sides always agree.

import { createClock } from '../clock.ts';
import type { CrmServer } from '../crm/server.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFileTree, type FileTree } from './files.ts';
import { createRegistry, type Registry } from './registry.ts';
import type { Ending } from './rules/ending.ts';
import { installFolder, seedFiles, seedRegistry } from './seed.ts';
import { createServices, type Services } from './services.ts';
import type { UpgradeFinding } from './upgrade-log.ts';

export type WindowsOptions = {
  readonly name: string;
  /** 0 is the master, which has the services that exist once (F6). */
  readonly position: number;
  readonly crm: WindowsCrm;
  /** Shares by `\\server\share` in lower case; the servers of a cluster see the same ones. */
  readonly shares: ReadonlyMap<string, FileTree>;
  readonly nowMs?: () => number;
};

/** What a machine turns on its CRM server. */
export type WindowsCrm = Pick<
  CrmServer,
  | 'recycle'
  | 'reset'
  | 'kill'
  | 'stopSite'
  | 'setInstalled'
  | 'start'
  | 'setTomcat'
  | 'startTomcat'
  | 'setPool'
  | 'details'
>;

/** A program somebody put there, such as a setup: what it does when it is run. */
export type SimulatedProgram = (
  words: readonly string[],
  machine: WindowsMachine,
  environment: Readonly<Record<string, string>>,
) => Promise<Ending>;

/** A command under way, until it ends or `taskkill` ends it. */
export type RunningCommand = { readonly id: number; readonly name: string; kill(): void };

export type WindowsMachine = {
  readonly name: string;
  readonly crm: WindowsCrm;
  readonly services: Services;
  readonly files: FileTree;
  readonly shares: ReadonlyMap<string, FileTree>;
  readonly registry: Registry;
  readonly faults: Faults;
  /** By full path in lower case; the file itself must be there too. */
  readonly programs: Map<string, SimulatedProgram>;
  readonly running: Map<number, RunningCommand>;
  /** Programs that were started and have not ended, whoever still waits for them. */
  readonly started: Map<number, { readonly name: string; readonly startedMs: number }>;
  /** Versions whose setup has begun its work here, in order: what a tester counts. */
  readonly setupsBegun: string[];
  readonly settings: WindowsSettings;
  /** Its own clock, `settings.clockSkewMs` wrong. */
  nowMs(): number;
  delay(ms: number): Promise<void>;
  nextProcessId(): number;
  close(): void;
};

/** What a tester turns. */
export type WindowsSettings = {
  clockSkewMs: number;
  diskBytes: number;
  /** What starting and stopping a service takes. */
  serviceStartMs: number;
  serviceStopMs: number;
  idleTimeoutMinutes: number;
  periodicRestartMinutes: number;
  enable32Bit: boolean;
  /** Of the user that commands run as. */
  administrator: boolean;
  /** Shares refuse whoever comes without a password, as with a log-on by key. */
  sharesWantPassword: boolean;
  /** What a setup takes, what it fails with, and what its log says afterwards. */
  setupMs: number;
  setupFails: string | undefined;
  setupFindings: readonly UpgradeFinding[];
};

export const appPoolName = 'CRMAppPool';

export function createWindowsMachine(options: WindowsOptions): WindowsMachine {
  const { name, crm, shares, nowMs = Date.now } = options;
  const clock = createClock(nowMs);
  let lastProcessId = 1_000 + options.position * 10_000;
  const settings: WindowsSettings = {
    clockSkewMs: 0,
    diskBytes: 100_000_000_000,
    serviceStartMs: 200,
    serviceStopMs: 100,
    idleTimeoutMinutes: 120,
    periodicRestartMinutes: 0,
    enable32Bit: true,
    administrator: true,
    sharesWantPassword: false,
    setupMs: 800,
    setupFails: undefined,
    setupFindings: [],
  };
  const nextProcessId = () => {
    lastProcessId += 4;
    return lastProcessId;
  };
  const ownNowMs = () => nowMs() + settings.clockSkewMs;
  const files = createFileTree();
  seedFiles(files, options, nowMs());
  const world = { crm, settings, nextProcessId, nowMs: ownNowMs, delay: clock.delay };
  return {
    ...world,
    name,
    shares,
    services: createServices({ ...world, position: options.position }),
    files,
    registry: createRegistry(seedRegistry(installFolder)),
    faults: createFaults(),
    programs: new Map(),
    running: new Map(),
    started: new Map(),
    setupsBegun: [],
    close: () => clock.stop(),
  };
}
