// Ordered runs asked for over the admin API, as the command line does it: plan, begin, look, wish.

import type { AskedWish } from '../../admin/rules/wish.ts';
import type { PlanDocument, RunDocument } from '../../admin/run-schema.ts';
import type { Status } from '../../admin/status-schema.ts';
import { waitFor } from './wait-for.ts';

export type Refusal = { readonly message: string; readonly mend: string };
type Answer<Value> = { readonly status: number; readonly value: Value; readonly refusal: Refusal };

export type RecipeWish = {
  readonly recipe: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, string>>;
};

export type UpgradeClient = ReturnType<typeof createUpgradeClient>;

/** Long enough for a loaded machine; nobody asserts on it. */
const patienceMs = 300_000;

export function createUpgradeClient(adminUrl: () => string) {
  const call = async <Value>(path: string, body?: object): Promise<Answer<Value>> => {
    const init = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const got = await fetch(`${adminUrl()}/api/v1/${path}`, init);
    const value = (await got.json()) as Value & { readonly error?: Refusal };
    return { status: got.status, value, refusal: value.error ?? { message: '', mend: '' } };
  };
  const wished = (environment: string, to: string) => ({
    recipe: 'sage-crm-version',
    environment,
    parameters: { to },
    acceptLikely: true,
  });
  /** Plans any recipe as it would run now, and begins that. */
  const beginRecipe = async (wish: RecipeWish, more: object = {}) => {
    const planned = await call<PlanDocument>('plans', { ...wish, acceptLikely: false });
    if (planned.status !== 200) throw new Error(planned.refusal.message);
    const body = { ...wish, acceptLikely: false, hash: planned.value.hash, reason: 'a test', ...more };
    return call<RunDocument>('runs', body);
  };
  const show = async (run = 'current') => (await call<RunDocument>(`runs/${run}`)).value;
  return {
    show,
    beginRecipe,
    plan: (environment: string, to: string) => call<PlanDocument>('plans', wished(environment, to)),
    begin: (environment: string, to: string, more: object) =>
      call<RunDocument>('runs', { ...wished(environment, to), reason: 'a test', ...more }),
    signOff: (run: string, note: string) => call<RunDocument>(`runs/${run}/sign-off`, { note }),
    wish: (wish: AskedWish & { readonly text?: string }) => call<RunDocument>('runs/current/wish', wish),
    /** State of each server, in list order. */
    serverStates: async () => (await call<Status>('status')).value.servers.map(({ state }) => state),
    /** Resolves with the run as soon as it is so; rejects, saying where it stands, when patience is over. */
    async until(what: string, isSo: (run: RunDocument) => boolean): Promise<RunDocument> {
      let last: RunDocument | undefined;
      const look = async () => {
        last = await show();
        return isSo(last) ? last : undefined;
      };
      return waitFor(what, look, patienceMs).catch((cause: unknown) => {
        throw new Error(`${(cause as Error).message}: ${last?.statusText}, ${last?.because}`, { cause });
      });
    },
  };
}
