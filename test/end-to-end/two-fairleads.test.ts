// Two Fairleads as processes of their own, in front of one cluster; the one that leads is killed without goodbye, then
// the other one. People keep their servers, and somebody leads again.

import t, { type Test } from 'tap';
import type { Status } from '../../admin/status-schema.ts';
import { ask, form, page, sidOf } from '../demo/crm/harness.ts';
import { type FairleadProcess, runFairlead, startFairlead } from '../support/fairlead-process.ts';
import { prepareTwo, type TwoFairleads } from '../support/two-fairleads.ts';
import { waitFor } from '../support/wait-for.ts';

t.setTimeout(240_000);

const patienceMs = 60_000;

type Place = 0 | 1;
type Visitor = { readonly user: string; readonly sid: string; readonly server: string };

/** Both as processes that can be killed and started again. */
function run(t: Test, two: TwoFairleads) {
  const running: (FairleadProcess | undefined)[] = [undefined, undefined];
  const statusOf = async (place: Place): Promise<Status> =>
    JSON.parse((await ask(`${two.adminUrls[place]}/api/v1/status`, { ca: two.authority })).body);
  return {
    statusOf,
    async start(place: Place) {
      const started = startFairlead(t, ['start', '-c', two.files[place]], { cwd: two.site.folder });
      running[place] = started;
      await waitFor('it to serve', () => /"msg":"serving http/.test(started.output()), patienceMs);
    },
    async kill(place: Place) {
      await running[place]?.stop('SIGKILL');
    },
    until: (what: string, place: Place, isSo: (status: Status) => boolean) =>
      waitFor(what, async () => isSo(await statusOf(place)), patienceMs),
  };
}

const usersOf = ({ servers }: Status) => servers.map((each) => each.users.effective).join();

async function logOn({ site }: TwoFairleads, url: string, index: number): Promise<Visitor> {
  const { logOn: user, password } = site.cluster.logOns[index] ?? { logOn: '', password: '' };
  const got = await ask(`${url}/CRM/eware.dll/go`, form({ EWARE_USERID: user, PASSWORD: password }));
  return { user, sid: sidOf(got), server: serverIn(got.body) };
}

const serverIn = (body: string) => /served by ([A-Z0-9]+)/.exec(body)?.[1] ?? 'nobody';

/** Whether people go on where they were, without any cookie. */
async function movedOf(url: string, visitors: readonly Visitor[]): Promise<string[]> {
  const moved: string[] = [];
  for (const { user, sid, server } of visitors) {
    const { body } = await ask(page(url, sid, 99902));
    const now = body.includes(`<b id="user">${user}</b>`) ? serverIn(body) : 'the log-on page';
    if (now !== server) moved.push(`${user}: ${server} -> ${now}`);
  }
  return moved;
}

t.test('either one is killed: users keep their servers, and the other leads', async (t) => {
  const two = await prepareTwo(t, { servers: 3, users: 60 });
  const fairleads = run(t, two);
  const { start, kill, until, statusOf } = fairleads;
  await start(0);
  await until('the first to lead', 0, ({ leader }) => leader.state === 'leading');
  await start(1);
  for (const place of [0, 1] as const)
    await until('both to be joined', place, ({ peers }) => peers[0]?.state === 'joined');
  t.equal((await statusOf(1)).leader.state, 'following');
  const fence = (await statusOf(0)).leader.fence;

  const shown = await runFairlead(t, ['status', '-c', two.files[0]], { cwd: two.site.folder });
  t.match(shown.output, /as one with fairlead2/, `the command line trusts the certificate: ${shown.errors}`);

  const urls = [(await statusOf(0)).url, (await statusOf(1)).url] as const;
  const visitors: Visitor[] = [];
  for (let index = 0; index < 18; index += 1)
    visitors.push(await logOn(two, urls[index % 2 === 0 ? 0 : 1], index));
  const sessions = () => two.site.cluster.crm.servers.map((each) => each.truth().sessions);
  t.ok(Math.max(...sessions()) - Math.min(...sessions()) <= 1, sessions().join());
  for (const place of [0, 1] as const)
    await until('both to know all of them', place, (status) => usersOf(status) === '6,6,6');

  // One log-on is under way when it dies: it must not count for ever.
  const [slow] = two.site.cluster.crm.servers;
  slow?.setBehaviour({ logOnMs: 60_000 });
  const cut = logOn(two, urls[0], 18).then(
    () => 'answered',
    () => 'cut',
  );
  await until('the other to know of it', 1, (status) => usersOf(status) === '7,6,6');
  await kill(0);
  slow?.setBehaviour({ logOnMs: 0 });
  t.equal(await cut, 'cut');
  t.same(await movedOf(urls[1], visitors), [], 'at once');
  await until('the log-on to be given back', 1, ({ peers }) => peers[0]?.state === 'lost');
  await until('the other to lead', 1, ({ leader }) => leader.state === 'leading');
  t.ok((await statusOf(1)).leader.fence > fence, 'with a higher fence');
  t.same(await movedOf(urls[1], visitors), []);

  await start(0);
  for (const place of [0, 1] as const)
    await until('both to be joined again', place, ({ peers }) => peers[0]?.state === 'joined');
  const back = (await statusOf(0)).url;
  t.same(await movedOf(back, visitors), [], 'it was told everything');
  t.equal((await statusOf(0)).leader.state, 'following');

  await kill(1);
  t.same(await movedOf(back, visitors), []);
  await until('the first to lead again', 0, ({ leader }) => leader.state === 'leading');
  await until('the count', 0, (status) => status.balance.users >= 18);
});
