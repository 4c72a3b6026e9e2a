// What a person does on a server without SSH, step by step: what the commands of a step would have done there, in the
// words of Windows. Pure.

import type { StepKind, Undo, UndoKind } from '../plan-model.ts';
import type { SiteSettings } from '../site.ts';
import { kinds } from './kinds.ts';
import { namesOf } from './words.ts';

/** What of an installation the instructions name. */
export type Installation = Pick<
  SiteSettings,
  'services' | 'folders' | 'registryKeys' | 'versionFile' | 'upgradeLog' | 'scriptLogs' | 'backupFolder'
>;

export type HandStep = {
  readonly kind: StepKind;
  readonly targets: readonly string[];
  readonly with: Readonly<Record<string, unknown>>;
};

type HandWorld = {
  readonly byHand: (server: string) => boolean;
  readonly installation?: Installation | undefined;
  /** Nobody has told the name of the setting that the step changes. */
  readonly unknown: boolean;
};

type Lines = (step: Omit<HandStep, 'kind'>, installation: Installation) => readonly string[];

/** A step that works on its servers; or a check that looks at servers none of which has SSH. */
export function isByHand({ kind, targets, with: inputs }: HandStep, byHand: (server: string) => boolean) {
  if (kinds[kind].onServer) return targets.some(byHand);
  return kind === 'check' && targets.length > 0 && targets.every(byHand) && looksOnServer(inputs);
}

/** An undo that nobody but a person can do, or that works on its servers over SSH where there is none. */
function isUndoByHand(
  kind: UndoKind,
  targets: readonly string[],
  byHand: (server: string) => boolean,
): boolean {
  return kind === 'manual' || (undosOnServer.includes(kind) && targets.some(byHand));
}

const undosOnServer: readonly UndoKind[] = [
  'start-services',
  'stop-services',
  'restore-files',
  'restore-registry',
  'run',
];

/** The inputs of the step with instructions for its kind, where the recipe has none of its own. */
export function handInputs(step: HandStep, installation: Installation | undefined): HandStep['with'] {
  const { instructions, items } = step.with;
  if (instructions !== undefined || items !== undefined || installation === undefined) return step.with;
  return withLines(step.with, forward[step.kind]?.(step, installation) ?? []);
}

/** The same of its undo; where it is a person's because nobody knows the setting, its recipe says how. */
export function handUndo(
  undo: Omit<Undo, 'byPerson'> | undefined,
  { targets }: HandStep,
  { byHand, installation, unknown }: HandWorld,
): Undo | undefined {
  if (undo === undefined) return undefined;
  const noSsh = isUndoByHand(undo.kind, targets, byHand);
  const byPerson = noSsh || (unknown && undo.kind === 'sql');
  if (!noSsh || installation === undefined) return { ...undo, byPerson };
  const lines = backward[undo.kind]?.({ targets, with: undo.with }, installation) ?? [];
  return { ...undo, byPerson, with: withLines(undo.with, lines) };
}

const withLines = (inputs: HandStep['with'], lines: readonly string[]) =>
  lines.length === 0 ? inputs : { ...inputs, instructions: lines };

/** What `with.what` of a check can ask of the server itself; `check` leaves servers without SSH out of these. */
export const checksOnServer: readonly string[] = [
  'reached',
  'services',
  'versions',
  'room',
  'paths',
  'proof',
];

const looksOnServer = ({ what }: HandStep['with']) =>
  namesOf(what).some((each) => checksOnServer.includes(each));

const at = (targets: readonly string[]) =>
  targets.length > 1 ? `On each of ${targets.join(', ')}` : `On ${targets.join()}`;

const stop: Lines = ({ targets }, { services }) => [
  `${at(targets)} stop what runs of ${services.join(', ')}, in this order: Stop-Service NAME.`,
  'Note which ran. See that they are stopped: Get-Service.',
];
const start: Lines = ({ targets }, { services }) => [
  `${at(targets)} start what ran before of ${[...services].reverse().join(', ')}, in this order: Start-Service NAME.`,
  'See that they run: Get-Service.',
];
const program: Lines = ({ targets, with: inputs }) => {
  const words = Array.isArray(inputs.words) ? inputs.words.join(' ') : String(inputs.words ?? '');
  const what =
    inputs.setup === undefined
      ? `${String(inputs.program)} ${words}`.trim()
      : `the setup of ${String(inputs.setup)}`;
  const key = inputs.licenceFor === undefined ? '' : `, with the licence key of ${String(inputs.licenceFor)}`;
  return [
    `${at(targets)} run as administrator: ${what}${key}.`,
    'Wait until it has ended, and confirm with what it said or its exit code.',
  ];
};

const looks: Readonly<Record<string, (inputs: HandStep['with'], installation: Installation) => string>> = {
  reached: () => 'See that you can log on there as administrator.',
  services: (_, { services }) => `See that the services of the CRM run: Get-Service ${services.join(', ')}.`,
  versions: (_, { versionFile }) => `Look which version ${versionFile} has: its properties, Details.`,
  room: (_, { backupFolder }) => `See that there is room for the backups at ${backupFolder}.`,
  paths: ({ paths }) => `See that ${namesOf(paths).join(', ')} opens there.`,
  proof: ({ file }) => `Note whether ${String(file)} is there, and when it was written.`,
  pages: () => 'See that its log-on page comes.',
  unlocked: () => 'See that nobody has locked the CRM: fairlead status.',
};

const forward: Partial<Readonly<Record<StepKind, Lines>>> = {
  check: ({ targets, with: inputs }, installation) => [
    `${at(targets)}:`,
    ...namesOf(inputs.what).flatMap((each) => looks[each]?.(inputs, installation) ?? []),
  ],
  'stop-services': stop,
  'start-services': start,
  'backup-files': ({ targets, with: inputs }, { folders, backupFolder }) => [
    `${at(targets)} copy into an archive under ${backupFolder}: ${(inputs.folders === undefined ? folders : namesOf(inputs.folders)).join(', ')}.`,
    'Note its hash: Get-FileHash FILE. Confirm with the name of the archive and its hash.',
  ],
  'backup-registry': ({ targets }, { registryKeys, backupFolder }) => [
    ...registryKeys.map(
      (key) => `${at(targets)}: reg export "${key}" FILE, with a FILE under ${backupFolder}.`,
    ),
    'Confirm with the names of the files.',
  ],
  'verify-backup': ({ targets }) => [
    `${at(targets)} read the backup back: Get-FileHash FILE tells the hash that was noted, and the archive opens.`,
  ],
  run: program,
  'read-upgrade-log': ({ targets }, { upgradeLog, scriptLogs }) => [
    `${at(targets)} open ${upgradeLog}, and the logs in ${scriptLogs}.`,
    'Every script has succeeded; what says "NB must be fixed" is done; views with _New are compared with their old ones.',
    'Confirm with what the log says.',
  ],
};

const backward: Partial<Readonly<Record<UndoKind, Lines>>> = {
  'stop-services': stop,
  'start-services': start,
  run: program,
  'restore-files': ({ targets }, { folders, backupFolder, registryKeys }) => [
    `${at(targets)} put the archive of this run under ${backupFolder} back over ${folders.join(', ')}, whole.`,
    `Where its keys were kept: reg import FILE, for ${registryKeys.join(', ')}.`,
  ],
  'restore-registry': ({ targets }) => [`${at(targets)}: reg import FILE, with the file of this run.`],
};
