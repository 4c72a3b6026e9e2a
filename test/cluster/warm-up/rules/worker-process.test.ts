import t from 'tap';
import { type PoolName, workerStart } from '../../../../cluster/warm-up/rules/worker-process.ts';

t.test('the worker process of the CRM is found among the others of a server', (t) => {
  const byName: PoolName = { appPool: null, install: 'CRM' };
  const named: PoolName = { appPool: 'Sales', install: 'CRM' };
  type Row = readonly [name: string, pool: string | undefined, startedAtMs: number];
  const rows: [string, readonly Row[], PoolName, number | undefined][] = [
    ['none', [], byName, undefined],
    ['by the install name', [['w3wp.exe', 'CRM App Pool', 5]], byName, 5],
    ['without regard to case', [['W3WP.EXE', 'crm', 5]], byName, 5],
    ['another pool', [['w3wp.exe', 'DefaultAppPool', 5]], byName, undefined],
    ['no pool', [['w3wp.exe', undefined, 5]], byName, undefined],
    ['another program', [['tomcat7.exe', 'CRM', 5]], byName, undefined],
    [
      'by the name of the profile',
      [
        ['w3wp.exe', 'sales', 5],
        ['w3wp.exe', 'CRM', 9],
      ],
      named,
      5,
    ],
    [
      'one takes over from another',
      [
        ['w3wp.exe', 'CRM', 5],
        ['w3wp.exe', 'CRM', 9],
      ],
      byName,
      9,
    ],
  ];
  for (const [name, processes, pool, expected] of rows) {
    const running = processes.map(([program, appPool, startedAtMs], id) => ({
      id,
      name: program,
      startedAtMs,
      appPool,
    }));
    t.equal(workerStart(running, pool), expected, name);
  }
  t.end();
});
