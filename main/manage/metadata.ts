// The metadata keeper joined: what it looks at, whom it tells, what can be asked of it. Holds no rules.

import { bind, refused } from '../../admin/operation.ts';
import { confirmMetadata, reloadMetadata, showMetadata } from '../../admin/operations/metadata.ts';
import { createMetadataFile } from '../../cluster/metadata/metadata-file.ts';
import {
  createMetadataKeeper,
  type MetadataKeeper,
  type ReloadEnd,
} from '../../cluster/metadata/metadata-keeper.ts';
import type { KeeperOptions } from '../../cluster/metadata/metadata-state.ts';
import { metadataNotices } from '../../cluster/metadata/rules/metadata-notices.ts';
import type { AdminState, Server, ServerId } from '../../cluster/model.ts';
import type { RemoteRunner } from '../../cluster/remote/command.ts';
import { askOptions } from './ask-options.ts';
import type { BudgetPart } from './budget.ts';
import { metadataDocument } from './metadata-document.ts';
import type { ManageContext, ManagedPart } from './part.ts';

export type MetadataPart = ManagedPart & { readonly keeper: MetadataKeeper };

export type MetadataPartOptions = {
  readonly budget: BudgetPart;
  readonly runner: RemoteRunner | undefined;
  readonly isLeader: () => boolean;
  /** What a person or a run wants of a server. */
  readonly adminOf: (id: ServerId) => AdminState;
};

export function createMetadataPart(context: ManageContext, options: MetadataPartOptions): MetadataPart {
  const { parts, nowMs } = context;
  const keeper = createMetadataKeeper(keeperOptions(context, options));
  const stopReloads = keeper.onReload((end) => void tellReload(context, end));
  const stopHealth = parts.checks.onHealth(({ id }, _health, before) => {
    if (before.state === 'down') keeper.hasStarted(id);
  });
  return {
    keeper,
    operations: operationsOf(context, keeper),
    notices: () => metadataNotices(keeper.view(), nowMs()),
    start: keeper.start,
    async close() {
      stopHealth();
      stopReloads();
      await keeper.close();
    },
  };
}

function keeperOptions(
  context: ManageContext,
  { budget, runner, isLeader, adminOf }: MetadataPartOptions,
): KeeperOptions {
  const { parts, nowMs, logger } = context;
  const { current, directory, checks, traffic } = parts;
  const onProblem = (problem: Error) => logger.warn({ err: problem }, problem.message);
  return {
    file: createMetadataFile(current.configuration.dataDirectory, onProblem),
    query: directory.query,
    settings: () => {
      const { metadata, cluster, database } = current.configuration;
      // Without a database there is nothing to look at and nothing to load from.
      const reload = database === null ? 'off' : metadata.reload;
      return { ...metadata, reload, minServing: cluster.minServing };
    },
    means: () => ({
      profile: current.profile.metadata,
      probe: current.profile.probe,
      page: askOptions(context),
      runner,
    }),
    servers: () => directory.topology()?.servers ?? [],
    isServing(id) {
      const guard = traffic.storm().servers.get(id);
      const spared = guard?.ejected === true || guard?.warming === true;
      return adminOf(id).state === 'in-service' && checks.isUsable(id) && !spared;
    },
    isUp: (id) => checks.healthOf(id).state !== 'down',
    room: () => roomOf(budget),
    lookAtRoom: () => budget.watch.lookAgain(),
    isLeader,
    setWarming: (id, warming) => traffic.setWarming(id, warming, 'metadata'),
    nowMs,
    onProblem,
  };
}

function roomOf({ watch }: BudgetPart) {
  const budget = watch.budget();
  return {
    free: budget?.free,
    moreFor({ name }: Server) {
      const has = budget?.hosts.find((host) => host.server === name)?.connections ?? 0;
      return Math.max(0, (budget?.neededPerServer ?? 0) - has);
    },
  };
}

/** What Fairlead did by itself stands in the audit like what people did. */
async function tellReload({ audit, logger }: ManageContext, { server, ok, text }: ReloadEnd): Promise<void> {
  const said = `${server.name} ${ok ? 'has loaded' : 'did not load'} its metadata: ${text}`;
  logger[ok ? 'info' : 'warn']({ server: server.name }, said);
  try {
    const outcome = ok ? 'done' : 'failed';
    const input = { server: server.name };
    await audit.write({
      operation: 'metadata.load',
      by: 'fairlead',
      from: 'here',
      input,
      outcome,
      because: text,
    });
  } catch (error) {
    logger.error({ err: error }, `the audit could not be written: ${(error as Error).message}`);
  }
}

function operationsOf({ parts }: ManageContext, keeper: MetadataKeeper) {
  const find = (name: string) =>
    (parts.directory.topology()?.servers ?? []).find(
      (each) => each.name.toLowerCase() === name.toLowerCase(),
    );
  return [
    bind(showMetadata, () => ({ ok: true, value: metadataDocument(keeper.view()) })),
    bind(reloadMetadata, ({ servers: names = [], all = false, force = false }) => {
      const view = keeper.view();
      if (view.settings.reload === 'off') return switchedOff;
      const unknown = names.find((name) => find(name) === undefined);
      if (unknown !== undefined) return noSuchServer(unknown);
      const named = names.map((name) => find(name)?.id);
      const chosen = view.servers.filter(({ server, standing, by }) =>
        names.length > 0 ? named.includes(server.id) : by === 'itself' && (all || standing.kind === 'stale'),
      );
      const byHand = chosen.find((each) => each.by === 'person');
      if (byHand !== undefined)
        return onlyByHand(byHand.server.name, parts.current.profile.metadata.reloadInstruction);
      keeper.ask(
        chosen.map(({ server }) => server.id),
        force ? 'forced' : 'asked',
      );
      const asked = chosen.map(({ server }) => server.name);
      return { ok: true, value: { version: 1 as const, asked, metadata: metadataDocument(keeper.view()) } };
    }),
    bind(confirmMetadata, ({ server: name }) => {
      const server = find(name);
      if (server === undefined) return noSuchServer(name);
      keeper.confirm(server.id);
      return { ok: true, value: metadataDocument(keeper.view()) };
    }),
  ];
}

const switchedOff = refused(409, 'metadata-off', {
  text: 'Metadata is not looked after here.',
  mend: 'Set metadata.reload to auto or approval; without a database there is nothing to load.',
});

const noSuchServer = (name: string) =>
  refused(404, 'no-such-server', {
    text: `There is no server ${name}.`,
    mend: '`fairlead status` lists them.',
  });

const onlyByHand = (name: string, instruction: string) =>
  refused(422, 'by-hand', {
    text: `${name} cannot be asked to load its metadata: the profile knows no way, or there is no SSH to it.`,
    mend: `${instruction} Then \`fairlead metadata done ${name}\`.`,
  });
