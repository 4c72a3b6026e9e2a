// The application pool of one simulated server (F4): cold after a start, slow until it is warm, and recycled again
// by too many cold log-ons at once. Sessions live in it and die with it; they are not its business.

import { type Clock, createClock } from '../clock.ts';
import type { CrmBehaviour } from './behaviour.ts';
import type { CrmCounters } from './model.ts';

export type PoolOptions = {
  readonly behaviour: () => CrmBehaviour;
  readonly nowMs: () => number;
  readonly counters: CrmCounters;
  /** When customizations were changed last, as the store tells it. */
  readonly newestMetadata: () => string;
  /** Called at every recycle, before anybody who waits is answered. */
  readonly onRecycle: () => void;
};

export type ApplicationPool = {
  /**
   * Waits as long as this request has to. `recycled` means that the pool it waited in is gone: IIS answers 503. A page
   * that is on its way through an overlapped recycle is finished by the old process.
   * Each cold request pays; one that finds the pool warm pays nothing.
   */
  enter(kind: 'page' | 'log-on'): Promise<'ready' | 'recycled'>;
  /** Loads the metadata anew while everybody works on (F5). */
  reloadMetadata(): Promise<'ready' | 'recycled'>;
  /** A customization was made here: this server has it already. */
  takeMetadata(): void;
  /** When what is loaded was changed last; undefined while nothing is loaded. */
  metadataStamp(): string | undefined;
  isLoadingMetadata(): boolean;
  /** Drops everything in the pool; the next requests find it cold. IIS overlaps, unless the process is just gone. */
  recycle(how: 'overlapped' | 'cut'): void;
  /** Ends all waiting for good. */
  close(): void;
  /** True until a first log-on has loaded the metadata. */
  isCold(): boolean;
  /** Since when its worker process runs. */
  startedAtMs(): number;
};

/** A pool, warm unless the behaviour says `startsCold`. */
export function createPool({
  behaviour,
  nowMs,
  counters,
  newestMetadata,
  onRecycle,
}: PoolOptions): ApplicationPool {
  let generation = 0;
  let cutBefore = 0;
  let clock: Clock = createClock(nowMs);
  let dllReady = !behaviour().startsCold;
  let metadataReady = dllReady;
  let stamp = metadataReady ? newestMetadata() : undefined;
  let loading = 0;
  let startedAtMs = nowMs();

  function recycle(how: 'overlapped' | 'cut'): void {
    generation += 1;
    if (how === 'cut') cutBefore = generation;
    dllReady = false;
    metadataReady = false;
    stamp = undefined;
    loading = 0;
    startedAtMs = nowMs();
    counters.recycles += 1;
    onRecycle();
    const old = clock;
    clock = createClock(nowMs);
    old.stop(); // Whoever waited in the old pool goes on now, and sees that it is gone.
  }

  async function loadMetadata(mine: number): Promise<void> {
    counters.metadataLoads += 1;
    loading += 1;
    const limit = behaviour().coldLogOnsBeforeRecycle;
    if (limit > 0 && loading > limit) {
      counters.stormRecycles += 1;
      recycle('cut');
      return;
    }
    const read = newestMetadata();
    await clock.delay(behaviour().metadataLoadMs);
    if (generation !== mine) return;
    loading -= 1;
    metadataReady = true;
    stamp = read;
  }

  return {
    async enter(kind) {
      const mine = generation;
      if (!dllReady) {
        await clock.delay(behaviour().dllStartMs);
        if (generation === mine) dllReady = true;
      }
      if (generation === mine && kind === 'log-on' && !metadataReady) await loadMetadata(mine);
      if (generation === mine)
        await clock.delay(kind === 'log-on' ? behaviour().logOnMs : behaviour().pageMs);
      const finished = kind === 'page' ? mine >= cutBefore : generation === mine;
      return finished ? 'ready' : 'recycled';
    },
    async reloadMetadata() {
      const mine = generation;
      await loadMetadata(mine);
      return generation === mine ? 'ready' : 'recycled';
    },
    takeMetadata() {
      if (metadataReady) stamp = newestMetadata();
    },
    metadataStamp: () => stamp,
    isLoadingMetadata: () => loading > 0,
    recycle,
    close: () => clock.stop(),
    isCold: () => !metadataReady,
    startedAtMs: () => startedAtMs,
  };
}
