// Asks the database at a steady beat whatever the traffic, never two polls at once, and goes on asking with back-off
// while it is gone. Tells what came; believes and keeps nothing.

import type { DatabaseFailure } from '../errors.ts';
import { type DirectoryState, isLoss, nextContact, nextPollInMs } from '../rules/contact.ts';
import type { SettingsReading } from './last-good.ts';
import { orLate } from './or-late.ts';
import { answerOf, type CountsReading, isFailure, type Reader } from './reader.ts';

export type PollerOptions = {
  readonly reader: Pick<Reader, 'clusterSettings' | 'userCounts'>;
  readonly pollMs: number;
  /** Settings change rarely: they are read at every so many polls, and at each while none were read. */
  readonly settingsEvery: number;
  readonly nowMs: () => number;
  readonly chance: () => number;
  readonly onSettings: (reading: SettingsReading | DatabaseFailure) => void;
  readonly onCounts: (reading: CountsReading | DatabaseFailure) => void;
  /** A state other than before. */
  readonly onState: (state: DirectoryState) => void;
};

export type Poller = {
  state(): DirectoryState;
  /** Polls at once, or joins the poll under way; resolves when it is done, whatever came of it. */
  pollNow(): Promise<void>;
  /**
   * Reads the settings whatever the beat, before what nobody waits for. Rejects with `DatabaseError` where they are not
   * told before `limit` ends; what that says of the database is left to the polls.
   */
  readNow(limit: AbortSignal): Promise<void>;
  /** Stops the beat; resolves when a poll under way is done. */
  close(): Promise<void>;
};

/** Begins with the first poll at once. */
export function createPoller(options: PollerOptions): Poller {
  const { reader, nowMs } = options;
  let state: DirectoryState = { state: 'connecting', sinceMs: nowMs() };
  let polls = 0;
  let settingsRead = false;
  let countsRefused = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const move = (failure: DatabaseFailure | undefined) => {
    const outcome =
      failure === undefined ? ({ kind: 'answered' } as const) : ({ kind: 'failed', failure } as const);
    const next = nextContact(state, outcome, nowMs(), options.chance());
    if (next === state) return;
    state = next;
    options.onState(state);
  };
  /** False when there is nothing more to ask in this poll. */
  const askSettings = async (): Promise<boolean> => {
    const settings = await answerOf(reader.clusterSettings());
    if (closed) return false;
    const failure = isFailure(settings) ? settings : undefined;
    settingsRead = failure === undefined;
    move(failure);
    options.onSettings(settings);
    return failure === undefined || !isLoss(failure);
  };
  const askCounts = async () => {
    const counts = await answerOf(reader.userCounts());
    if (closed) return;
    countsRefused = isFailure(counts) && !isLoss(counts);
    move(isFailure(counts) ? counts : undefined);
    options.onCounts(counts);
  };
  const poll = async () => {
    const regular = polls % options.settingsEvery === 0;
    polls += 1;
    if ((regular || !settingsRead) && !(await askSettings())) return;
    // A statement that is refused is refused again: it is tried at the slower beat only.
    if (regular || !countsRefused) await askCounts();
  };
  const pollNow = () => {
    if (closed) return Promise.resolve();
    clearTimeout(timer);
    // The time of day may be set back meanwhile.
    const fromMs = performance.now();
    running ??= poll().finally(() => {
      running = undefined;
      const took = { nowMs: nowMs(), tookMs: performance.now() - fromMs, pollMs: options.pollMs };
      if (!closed) timer = setTimeout(pollNow, nextPollInMs(state, took));
    });
    return running;
  };
  const readNow = async (limit: AbortSignal) => {
    const settings = await settingsWithin(reader, limit);
    if (closed) return;
    const wasLost = state.state === 'lost';
    settingsRead = true;
    move(undefined);
    options.onSettings(settings);
    // It is back before the poll that would have found it.
    if (wasLost) void pollNow();
  };
  void pollNow();

  return {
    state: () => state,
    pollNow,
    readNow,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function settingsWithin(reader: PollerOptions['reader'], limit: AbortSignal): Promise<SettingsReading> {
  return orLate(reader.clusterSettings({ signal: limit, urgent: true }), limit);
}
