// What every part of the benchmark is given, and what one part is. Types only.

import type { EngineName } from '../support/front.ts';
import type { Programs, Running } from './programs.ts';
import type { BenchRow } from './rules/rows.ts';

/** PEM files: key and certificate apart, and both in one as HAProxy wants them. */
export type TlsFiles = {
  readonly keyFile: string;
  readonly certificateFile: string;
  readonly bothFile: string;
};

/** What a proxy stands in front of; with `tls` its own listener speaks HTTPS. */
export type Target = { readonly upstreamPort: number; readonly tls?: TlsFiles | undefined };

export type ProxyMaker = {
  readonly name: string;
  start(target: Target): Promise<Running>;
};

/** Where things are started: their files go into a folder of this run, which is removed at its end. */
export type Workplace = { readonly programs: Programs; readonly folder: string };

export type Bench = Workplace & {
  /** Short runs: the numbers mean little, the way is the same. */
  readonly quick: boolean;
  readonly engines: readonly EngineName[];
  /** All that are compared and installed, the yardstick first. */
  readonly makers: readonly ProxyMaker[];
  readonly tls: TlsFiles;
  /** Progress, for whoever waits. */
  say(text: string): void;
  /** Something could not be measured; the run goes on and ends with another code than 0. */
  fail(text: string): void;
};

export type Scenario = {
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a sentence or two. */
  readonly about: string;
  measure(bench: Bench): Promise<readonly BenchRow[]>;
  /** Its rows as Markdown. */
  table(rows: readonly BenchRow[]): string;
};
