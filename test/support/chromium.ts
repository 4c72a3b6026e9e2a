// Debian's Chromium for tests, without a screen and without the network: only loopback addresses resolve.

import { type Browser, chromium } from 'playwright-core';
import type { Test } from 'tap';
import { findProgram } from './needs.ts';

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts it; closed when the test ends. */
export async function startChromium(t: Test): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('chromium is not installed');
  const browser = await chromium.launch({ executablePath, args: quiet, timeout: 60_000 });
  t.teardown(() => browser.close());
  return browser;
}
