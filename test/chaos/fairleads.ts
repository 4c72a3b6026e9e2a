// The two Fairleads of a chaos run: processes that are killed and started again, asked over their admin listeners.

import { Agent, request } from 'node:https';
import { text as readAll } from 'node:stream/consumers';
import type { Status } from '../../admin/status-schema.ts';
import { type FairleadProcess, type Stage, startFairlead } from '../support/fairlead-process.ts';
import { names, operatorToken, type TwoFairleads } from '../support/two-fairleads.ts';
import { waitFor } from '../support/wait-for.ts';
import type { SentLogOn } from './rules/known-down.ts';

export type Place = 0 | 1;
export const places: readonly Place[] = [0, 1];
export { names as fairleadNames };

export type Fairleads = {
  start(place: Place): Promise<void>;
  /** SIGKILL. */
  kill(place: Place): Promise<void>;
  /** Undefined while it does not answer. */
  status(place: Place): Promise<Status | undefined>;
  /** The answer's JSON; rejects with what was said instead. */
  call(place: Place, path: string, body?: object): Promise<unknown>;
  /** What every process so far has decided of log-ons, from their logs. */
  decisions(): readonly SentLogOn[];
};

const startLimitMs = 90_000;
const answerLimitMs = 5_000;

/** Nothing runs yet. */
export function createFairleads(stage: Stage, two: TwoFairleads): Fairleads {
  const processes: { readonly place: Place; readonly running: FairleadProcess }[] = [];
  const agent = new Agent({ keepAlive: true, ca: two.authority });
  stage.teardown(() => agent.destroy());
  const latest = (place: Place) => processes.findLast((each) => each.place === place)?.running;

  async function call(place: Place, path: string, body?: object): Promise<unknown> {
    const { status, text } = await ask(agent, new URL(path, two.adminUrls[place]), body);
    if (status === 200) return JSON.parse(text);
    throw new Error(`${names[place]} answered ${status} to ${path}: ${text.slice(0, 300)}`);
  }

  return {
    async start(place) {
      const running = startFairlead(stage, ['start', '-c', two.files[place]], { cwd: two.site.folder });
      processes.push({ place, running });
      await waitFor(`${names[place]} to serve`, () => isServing(running), startLimitMs);
    },
    async kill(place) {
      await latest(place)?.stop('SIGKILL');
    },
    status: (place) =>
      call(place, '/api/v1/status').then(
        (status) => status as Status,
        () => undefined,
      ),
    call,
    decisions: () => processes.flatMap(({ place, running }) => decisionsIn(running.output(), names[place])),
  };
}

function isServing(running: FairleadProcess): boolean {
  const { exitCode } = running.child;
  if (exitCode !== null)
    throw new Error(`Fairlead ended with ${exitCode}: ${running.output()}${running.errors()}`);
  return running.output().includes('"msg":"serving http');
}

/** Only a confirmation follows an earlier decision; it is no new choice, and stands in the log all the same. */
function decisionsIn(output: string, fairlead: string): SentLogOn[] {
  const lines = output.split('\n').filter((line) => line.includes('"event":"log-on"') && line.endsWith('}'));
  return lines.flatMap((line) => {
    const { server, time } = JSON.parse(line) as { readonly server: string | null; readonly time: string };
    return server === null ? [] : [{ server, fairlead, atMs: Date.parse(time) }];
  });
}

async function ask(agent: Agent, url: URL, body: object | undefined) {
  const headers = {
    authorization: `Bearer ${operatorToken}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const method = body === undefined ? 'GET' : 'POST';
  const signal = AbortSignal.timeout(answerLimitMs);
  const asked = request(url, { agent, method, headers, signal });
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  asked.on('error', reject);
  asked.on('response', (response) => {
    readAll(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
  });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}
