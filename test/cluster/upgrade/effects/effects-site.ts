// Two simulated servers behind real SSH as a Site, and a small plan whose steps are done one by one, each written down
// as a run does it.

import type { Test } from 'tap';
import { discardCopies } from '../../../../cluster/upgrade/effects/discard.ts';
import { createEffects } from '../../../../cluster/upgrade/effects/effects.ts';
import { programSeen } from '../../../../cluster/upgrade/effects/programs.ts';
import type { JournalRecord } from '../../../../cluster/upgrade/model.ts';
import type { Seen } from '../../../../cluster/upgrade/observation.ts';
import type { Plan, PlannedStep } from '../../../../cluster/upgrade/plan-model.ts';
import type { Recipe } from '../../../../cluster/upgrade/recipe.ts';
import { foldJournal } from '../../../../cluster/upgrade/rules/fold.ts';
import type { KeptFile } from '../../../../cluster/upgrade/rules/kept.ts';
import { keptByRun } from '../../../../cluster/upgrade/rules/kept-run.ts';
import type { StepOutcome } from '../../../../cluster/upgrade/run.ts';
import type { Site } from '../../../../cluster/upgrade/site.ts';
import { installFolder } from '../../../../demo/windows/seed.ts';
import { setupFile } from '../../../../demo/windows/setups.ts';
import { componentFile, componentPage } from '../../../../demo/windows/tools.ts';
import { type DemoRunner, startDemoRunner } from '../../../support/demo-runner.ts';
import { planOf } from '../model-world.ts';

export const version = '2017 R1';
export const names = ['CRMWEB1', 'CRMWEB2'];

const phases: Recipe['phases'] = [
  {
    phase: 'before',
    steps: [
      {
        step: 'look',
        kind: 'check',
        title: 'Look',
        where: 'all-at-once',
        with: { what: ['reached', 'services', 'versions'] },
      },
      { step: 'lock', kind: 'lock-users', title: 'Lock' },
      { step: 'stop', kind: 'stop-services', title: 'Stop', where: 'all-at-once' },
      { step: 'save-database', kind: 'backup-database', title: 'Back up' },
      { step: 'check-database', kind: 'verify-backup', title: 'Verify', with: { of: 'save-database' } },
    ],
  },
  {
    phase: 'work',
    for: 'each-server',
    steps: [
      { step: 'save-files', kind: 'backup-files', title: 'Back up' },
      { step: 'check-files', kind: 'verify-backup', title: 'Verify', with: { of: 'save-files' } },
      { step: 'save-keys', kind: 'backup-registry', title: 'Back up' },
      { step: 'check-keys', kind: 'verify-backup', title: 'Verify', with: { of: 'save-keys' } },
      {
        step: 'setup',
        kind: 'run',
        title: 'Set up',
        changes: ['version'],
        undo: { kind: 'restore-files', title: 'Put back' },
        with: { setup: version, licenceFor: version, proves: 'version' },
      },
      {
        step: 'before',
        kind: 'check',
        title: 'Look',
        with: { what: ['proof'], file: componentPage },
      },
      {
        step: 'component',
        kind: 'run',
        title: 'Install',
        changes: ['files'],
        undo: { kind: 'restore-files', title: 'Put back' },
        with: {
          program: componentFile,
          words: '/unattended',
          processes: 'install.exe',
          proves: 'file',
          file: componentPage,
        },
      },
      { step: 'installed', kind: 'check', title: 'Look', with: { what: ['versions'], different: true } },
      { step: 'log', kind: 'read-upgrade-log', title: 'Read' },
      { step: 'start', kind: 'start-services', title: 'Start' },
    ],
  },
];

export type EffectsSite = DemoRunner & {
  readonly plan: Plan;
  /** Does a step and writes it down. */
  perform(id: string): Promise<StepOutcome>;
  /** Does a step that is not in the plan; what the plan has kept is that of run 1. */
  act(step: PlannedStep): Promise<StepOutcome>;
  discard(copies: readonly KeptFile[]): Promise<void>;
  undo(id: string): Promise<StepOutcome>;
  /** What a process that finds the step begun sees of it. */
  seen(id: string): Promise<Seen>;
  /** Names of services that run, sorted. */
  running(server: string): readonly string[];
};

/** `secrets`: licence keys by the names they have on their way to a server. */
export async function openEffects(t: Test, secrets: Readonly<Record<string, string>>): Promise<EffectsSite> {
  const opened = await startDemoRunner(t, { secrets, behaviour: { tomcatReadyMs: 0 } });
  for (const { machine } of opened.members)
    Object.assign(machine.settings, { setupMs: 50, serviceStartMs: 5, serviceStopMs: 5 });
  const plan = planOf({ phases }, names);
  const records: JournalRecord[] = [];
  const kept = () => keptByRun('1', plan, foldJournal(records));
  const site = { ...siteOf(opened), kept: async (run: string) => (run === '1' ? kept() : undefined) };
  const effects = createEffects(site);
  const stepOf = (id: string): PlannedStep => {
    const found = plan.steps.find((each) => each.id === id);
    if (found === undefined) throw new Error(`there is no step ${id}`);
    return found;
  };
  const work = () => {
    const limit = AbortSignal.timeout(30_000);
    return { plan, state: foldJournal(records), limit, tell: () => undefined };
  };
  return {
    ...opened,
    plan,
    async perform(id) {
      const outcome = await effects.do(stepOf(id), work());
      records.push({ type: 'step-ended', step: id, ...outcome, atMs: records.length });
      return outcome;
    },
    discard: (copies) => discardCopies(site, copies, AbortSignal.timeout(30_000)),
    act: (step) => effects.do(step, work()),
    undo: (id) => effects.undo(stepOf(id), work()),
    seen: (id) => programSeen(site, stepOf(id), work().state, work().limit),
    running: (server) =>
      (opened.members.find(({ name }) => name === server)?.machine.services.list() ?? [])
        .flatMap(({ name, status }) => (status === 'Running' ? [name] : []))
        .sort(),
  };
}

/** What these steps do not ask is not there. */
function siteOf({ runner, servers }: DemoRunner): Site {
  const notHere = async () => {
    throw new Error('no step of this plan asks for it');
  };
  const asked = { logOnPage: notHere, tomcat: notHere, path: notHere, logOn: notHere, inSession: notHere };
  return {
    name: 'test',
    servers: () => servers,
    newcomer: () => undefined,
    rows: { knows: () => false, read: notHere, change: notHere, putLicence: notHere },
    settings: () => ({
      services: ['W3SVC', 'CRMTomcat*', 'SageCRMQuickFindService'],
      folders: [`${installFolder}\\WWWRoot`],
      registryKeys: ['HKLM\\SOFTWARE\\eware\\Config\\/CRM'],
      versionFile: `${installFolder}\\WWWRoot\\eware.dll`,
      upgradeLog: `${installFolder}\\Setup\\upgradelog.html`,
      scriptLogs: `${installFolder}\\Setup`,
      backupFolder: 'C:\\Backups',
      engine: undefined,
      freeBytes: 1_000,
      serviceWaitMs: 20_000,
      warmMs: 1_000,
      warmAnswers: 1,
    }),
    runner,
    database: {
      connected: notHere,
      backup: notHere,
      verify: notHere,
      there: notHere,
      restore: notHere,
      remove: notHere,
      tuningObjects: notHere,
      run: notHere,
    },
    lock: { held: () => undefined, take: notHere, tellWork: () => undefined, release: notHere },
    people: { takeOut: notHere, letIn: notHere, serves: () => false, left: () => 0 },
    roles: undefined,
    pages: { ...asked, hasAccount: () => false },
    version: async () => undefined,
    notice: () => undefined,
    kept: async () => undefined,
    setup: (wanted) => ({ program: setupFile(wanted), words: ['/unattended'], processes: ['setup.exe'] }),
    hasLicenceKey: () => true,
  };
}
