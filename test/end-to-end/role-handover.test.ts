// A move of a role under two Fairleads: the leader is killed without goodbye between stop and start. The other one ends the
// move, and the first does nothing about it when it comes back.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RoleDocument, RolesDocument } from '../../admin/operations/roles.ts';
import type { Status } from '../../admin/status-schema.ts';
import { inventedParameterNames } from '../../demo/store/seed.ts';
import { simulatedMetadata } from '../../main/demo/demo-configuration.ts';
import { ask } from '../demo/crm/harness.ts';
import { type FairleadProcess, startFairlead } from '../support/fairlead-process.ts';
import type { Settings } from '../support/site.ts';
import { sshSections } from '../support/ssh-site.ts';
import { names, operatorToken, prepareTwo, type TwoFairleads } from '../support/two-fairleads.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(300_000);

const patienceMs = 90_000;

type Place = 0 | 1;

const own: Settings = {
  crm: {
    scheme: 'http',
    overrides: {
      parameters: inventedParameterNames,
      sql: { activityUser: 'SIM_ActivityUser', activityLogOn: 'SIM_ActivityLogOn' },
      metadata: simulatedMetadata,
      roles: { emailManager: { service: 'SIM_EmailManager' } },
    },
  },
  roles: { lookMs: 1_000 },
};

async function prepare(t: Test) {
  let ssh: Settings = {};
  const options = {
    prepare: async (...site: Parameters<typeof sshSections>) => {
      ssh = await sshSections(site[0], site[1]);
    },
  };
  const two = await prepareTwo(t, options, () => ({ ...ssh, ...own }));
  const { servers } = two.site.cluster.ssh;
  const runsOn = (service: string) =>
    servers
      .filter(({ machine }) =>
        machine.services.list().some(({ name, status }) => name === service && status === 'Running'),
      )
      .map(({ name }) => name);
  return { two, servers, runsOn };
}

async function get<Answer>({ adminUrls, authority }: TwoFairleads, place: Place, path: string) {
  const headers = { authorization: `Bearer ${operatorToken}` };
  const { body } = await ask(`${adminUrls[place]}/api/v1/${path}`, { ca: authority, headers });
  return JSON.parse(body) as Answer;
}

const statusOf = (two: TwoFairleads, place: Place) => get<Status>(two, place, 'status');

async function indexerOf(two: TwoFairleads, place: Place): Promise<RoleDocument> {
  const { roles } = await get<RolesDocument>(two, place, 'roles');
  const indexer = roles.find(({ role }) => role === 'indexer');
  if (indexer === undefined) throw new Error('nobody watches the indexer');
  return indexer;
}

async function start(t: Test, two: TwoFairleads, place: Place): Promise<FairleadProcess> {
  const running = startFairlead(t, ['start', '-c', two.files[place]], { cwd: two.site.folder });
  await waitFor('it to serve', () => /"msg":"serving http/.test(running.output()), patienceMs);
  return running;
}

const leads = (two: TwoFairleads, place: Place) =>
  waitFor(
    `${names[place]} to lead`,
    async () => (await statusOf(two, place)).leader.state === 'leading',
    patienceMs,
  );

const joined = (two: TwoFairleads, place: Place) =>
  waitFor(
    `${names[place]} to hear the other`,
    async () => (await statusOf(two, place)).peers[0]?.state === 'joined',
    patienceMs,
  );

type AuditLine = {
  readonly operation: string;
  readonly because: string;
  readonly input: { readonly role?: string; readonly fence?: number };
};

function auditOf({ site }: TwoFairleads, place: Place): readonly AuditLine[] {
  const text = readFileSync(join(site.folder, `data-${names[place]}`, 'audit.jsonl'), 'utf8');
  const lines = text.trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as AuditLine)
    .filter(({ operation, input }) => operation.startsWith('role.') && input.role === 'indexer');
}

t.test(
  'the leader is killed in the middle of a move: the other ends it, and nobody begins it anew',
  async (t) => {
    const { two, servers, runsOn } = await prepare(t);
    const service = 'CRMIndexerService';
    const first = await start(t, two, 0);
    await leads(two, 0);
    await start(t, two, 1);
    for (const place of [0, 1] as const) await joined(two, place);
    await waitFor('it to be seen', async () => (await indexerOf(two, 0)).state === 'one', patienceMs);
    t.same(runsOn(service), ['CRMWEB1']);

    // Stopped there, not started here: that hangs.
    const { machine } = servers[1]!;
    machine.faults.add({ kind: 'hang' }, { name: 'stand-up-service' });
    const asked = await ask(`${two.adminUrls[0]}/api/v1/roles/indexer/move`, {
      method: 'POST',
      ca: two.authority,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
      body: JSON.stringify({ server: 'CRMWEB2', reason: 'a test' }),
    });
    t.equal(asked.status, 200);
    const hangs = () => [...machine.running.values()].some(({ name }) => name === 'stand-up-service');
    await waitFor('the start to hang', hangs, patienceMs);
    t.same(runsOn(service), [], 'between stop and start');
    t.match(await indexerOf(two, 1), {
      move: { to: 'CRMWEB2', by: 'operator', reason: 'a test', outcome: null },
    });
    await first.stop('SIGKILL');

    await leads(two, 1);
    await waitFor(
      'the other to end it',
      async () => (await indexerOf(two, 1)).move?.outcome === 'moved',
      patienceMs,
    );
    t.same(runsOn(service), ['CRMWEB2']);
    await waitFor('the audit', () => auditOf(two, 1).some(({ operation }) => operation === 'role.moved'));
    const [one, other] = [auditOf(two, 0), auditOf(two, 1)];
    t.match(one.at(-1), { operation: 'role.step', because: /^stop on CRMWEB1, since it runs on CRMWEB1/ });
    t.match(
      other.map(({ because }) => because),
      [
        /^taken over: the leader with the fence \d+ ended/,
        /^start on CRMWEB2/,
        /it runs on CRMWEB2 and nowhere/,
      ],
    );
    t.ok(Number(other[0]?.input.fence) > Number(one[0]?.input.fence), 'with a higher fence');

    const ended = (await indexerOf(two, 1)).move;
    await start(t, two, 0);
    await joined(two, 0);
    await waitFor(
      'it to be told',
      async () => (await indexerOf(two, 0)).move?.outcome === 'moved',
      patienceMs,
    );
    t.match((await indexerOf(two, 0)).move, { fence: ended?.fence, because: ended?.because });
    t.equal((await statusOf(two, 0)).leader.state, 'following');
    const looked = (await indexerOf(two, 0)).servers[0]?.at;
    await waitFor('it to have looked again', async () => (await indexerOf(two, 0)).servers[0]?.at !== looked);
    t.same(runsOn(service), ['CRMWEB2']);
    t.equal(auditOf(two, 0).length, one.length, 'it did nothing');
    t.equal(auditOf(two, 1).length, other.length, 'nor did the other');
  },
);
