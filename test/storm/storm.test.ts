// The storm through the whole product over real sockets, both ways; smaller than `npm run storm`, and as strict.

import { Writable } from 'node:stream';
import t from 'tap';
import type { DemoOptions } from '../../admin/cli/verb-options.ts';
import { stormDemo } from '../../main/demo/storm.ts';

const options: DemoOptions = {
  servers: 2,
  users: 60,
  guard: true,
  storm: true,
  json: true,
  exit: true,
  https: false,
  port: 0,
  adminPort: 0,
  sqlPort: 0,
  rate: 0,
  work: 5_000,
};

async function storm(changes: Partial<DemoOptions>) {
  let said = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      said += chunk;
      done();
    },
  });
  const terminal = {
    output,
    errors: output,
    interactive: false,
    color: false,
    size: () => ({ columns: 80, rows: 24 }),
    interrupted: new AbortController().signal,
  };
  const code = await stormDemo(
    { ...options, ...changes },
    { terminal, terminated: new AbortController().signal },
  );
  return { code, said };
}

t.test('with the guard everybody gets in and every server loads its metadata once', async (t) => {
  const { code, said } = await storm({});
  const result = JSON.parse(said);
  t.equal(code, 0, said);
  t.match(result, { guard: true, people: 60, gotIn: 60, lost: 0, passed: true, because: [] });
  for (const server of result.servers) {
    t.match(server, { metadataLoads: 1, recycles: 0 });
    t.ok(server.mostAtOnce <= 4, `${server.mostAtOnce} log-ons at once`);
  }
});

t.test('without the guard the servers come to harm', async (t) => {
  const { code, said } = await storm({ guard: false, json: false });
  t.equal(code, 0, said);
  t.match(said, /Storm guard: off/);
  t.match(said, /The harm is real/);
});
