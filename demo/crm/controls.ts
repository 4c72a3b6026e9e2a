// What a tester can do to a simulated server: recycle, reset, kill, refuse, hang, slow (F2, F4). Turns the live state
// and the listener; answers no request.

import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { CrmBehaviour } from './behaviour.ts';
import type { CrmContext } from './context.ts';
import type { Listener } from './listener.ts';

export type CrmServerState = 'serving' | 'hanging' | 'refusing' | 'resetting' | 'stopped';

/** What can change while a server runs. */
export type LiveState = {
  state: CrmServerState;
  behaviour: CrmBehaviour;
  slowMs: number;
  /** False: the application pool is stopped, and IIS answers 503 for it. */
  poolRunning: boolean;
  tomcatAlive: boolean;
  tomcatReadyAtMs: number;
  /** Of a stopped server: only IIS stands still, Tomcat goes on. */
  onlySiteStopped: boolean;
  /** What is installed, where somebody installed another version; undefined: as the behaviour says. */
  installed: () => string | undefined;
  /** Requests that a hanging server will not answer. */
  readonly hung: Set<ServerResponse>;
};

export type CrmControls = {
  /** Drops all sessions; connections stay, the pool is cold (F2, F4). */
  recycle(): void;
  /** IIS reset: as recycle, and connections are dropped and refused for a moment; Tomcat is ready later. */
  reset(): Promise<void>;
  /** Machine gone: stops listening, drops everything. */
  kill(): Promise<void>;
  /** As the service of IIS stops it: Tomcat goes on, and keeps its connections to the database (F7). */
  stopSite(): Promise<void>;
  /** After a kill or a stop of the site: listens again on the same port, cold and empty. */
  start(): Promise<void>;
  /** Refuses connections and keeps its sessions, as with a closed firewall. */
  refuse(): Promise<void>;
  /** Accepts requests and answers none. */
  hang(): void;
  /** Every answer waits this long; 0 ends it. */
  slow(ms: number): void;
  /** Ends refuse, hang and slow. */
  normal(): Promise<void>;
  setTomcat(alive: boolean): void;
  /** As its service starts it: alive at once, ready later (F3). */
  startTomcat(): void;
  /** Stops the application pool, which drops all sessions, or starts it, cold. */
  setPool(running: boolean): void;
  /** Somebody customizes something on this server: it has the change, the others do not (F5). */
  customize(): void;
  /** Who says which version of the CRM is installed; undefined from it: the one of the behaviour. */
  setInstalled(look: () => string | undefined): void;
  /** Changes switches from now on. */
  setBehaviour(change: Partial<CrmBehaviour>): void;
};

/** The state before the first start. */
export function createLiveState(behaviour: CrmBehaviour): LiveState {
  return {
    state: 'stopped',
    behaviour,
    slowMs: 0,
    poolRunning: true,
    tomcatAlive: true,
    tomcatReadyAtMs: 0,
    onlySiteStopped: false,
    installed: () => undefined,
    hung: new Set(),
  };
}

export type ControlsOptions = {
  readonly live: LiveState;
  readonly clock: Clock;
  readonly context: Pick<CrmContext, 'pool' | 'store'>;
  readonly listener: Listener;
};

/** The controls of one server. */
export function createControls({ live, clock, context, listener }: ControlsOptions): CrmControls {
  let startedBefore = false;

  async function up(): Promise<void> {
    await listener.start();
    live.state = 'serving';
  }

  async function down(state: CrmServerState): Promise<void> {
    live.state = state;
    await listener.stop();
  }

  const tomcatReadyIn = (ms: number) => {
    live.tomcatReadyAtMs = clock.nowMs() + ms;
  };

  return {
    recycle: () => context.pool.recycle('overlapped'),
    async reset() {
      const { resetMs, tomcatReadyMs } = live.behaviour;
      context.pool.recycle('cut');
      tomcatReadyIn(resetMs + tomcatReadyMs);
      await down('resetting');
      await clock.delay(resetMs);
      if (live.state === 'resetting') await up();
    },
    async kill() {
      context.pool.recycle('cut');
      live.onlySiteStopped = false;
      await down('stopped');
    },
    async stopSite() {
      context.pool.recycle('cut');
      live.onlySiteStopped = true;
      await down('stopped');
    },
    setInstalled(look) {
      live.installed = look;
    },
    async start() {
      if (live.state !== 'stopped') return;
      if (startedBefore && !live.onlySiteStopped) tomcatReadyIn(live.behaviour.tomcatReadyMs);
      startedBefore = true;
      await up();
    },
    async refuse() {
      if (live.state === 'serving' || live.state === 'hanging') await down('refusing');
    },
    hang() {
      if (live.state === 'serving') live.state = 'hanging';
    },
    slow(ms) {
      live.slowMs = ms;
    },
    async normal() {
      live.slowMs = 0;
      for (const response of live.hung) response.destroy();
      if (live.state === 'refusing' || live.state === 'hanging') await up();
    },
    setTomcat(alive) {
      live.tomcatAlive = alive;
    },
    startTomcat() {
      if (live.tomcatAlive) return;
      tomcatReadyIn(live.behaviour.tomcatReadyMs);
      live.tomcatAlive = true;
    },
    setPool(running) {
      if (running !== live.poolRunning) context.pool.recycle('cut');
      live.poolRunning = running;
    },
    customize() {
      context.store.customize(clock.nowMs());
      context.pool.takeMetadata();
    },
    setBehaviour(change) {
      live.behaviour = { ...live.behaviour, ...change };
    },
  };
}
