// The operations that take servers out of service and back, bound to what they do. What they mean stands in
// cluster/wanted/rules/.

import { type BoundOperation, bind, type OperationAnswer, refused } from '../../admin/operation.ts';
import {
  admitServer,
  drainServer,
  type Impact,
  maintainServer,
  moveRolesAway,
  previewServer,
  type ServerChanged,
  showServer,
  tryServer,
} from '../../admin/operations/servers.ts';
import { adminStatus, type DrainView } from '../../admin/rules/admin-status.ts';
import { isoTime } from '../../admin/rules/iso-time.ts';
import type { Server, ServerId } from '../../cluster/model.ts';
import type { DrainFacts, WantedEntry } from '../../cluster/wanted/entry.ts';
import { impactOf, isBelowMinimum, type Taking } from '../../cluster/wanted/rules/impact.ts';
import type { WantedBoard } from '../../cluster/wanted/wanted-board.ts';
import { shownUrl } from '../part-options.ts';
import type { LeavingRole, LeavingRoles } from './leaving-roles.ts';
import type { ManageContext } from './part.ts';
import { unknownServer } from './unknown-server.ts';
import { serverCalled, serverSights, serversOf } from './wanted-world.ts';

export type WantedDoing = {
  readonly board: WantedBoard;
  readonly drainOf: (server: ServerId) => DrainView | undefined;
  /** The roles of a server that is to leave. */
  readonly leaving: () => LeavingRoles;
};

const usualTryMs = 3_600_000;

/** Everything that can be asked of one server. */
export function wantedOperations(context: ManageContext, doing: WantedDoing): readonly BoundOperation[] {
  return [
    bind(previewServer, ({ server: called, taking, idleLimitMs: idleMs }) =>
      withServer(context, called, (server) => {
        const impact = impactFor(context, doing, { server, taking, idleMs });
        const roles = doing.leaving().preview(server).map(shownRole);
        return { ok: true, value: { server: server.name, impact, roles } };
      }),
    ),
    bindDrain(context, doing),
    bindMaintenance(context, doing),
    bind(admitServer, ({ server: called, reason }, { by }) =>
      withServer(context, called, (server) => {
        const admin = { state: 'in-service' as const, sinceMs: context.nowMs(), by, reason };
        return change(context, doing, { server, impact: null, admin, drain: undefined });
      }),
    ),
    bind(moveRolesAway, ({ server: called, reason }, { by }) =>
      withServer(context, called, async (server) => {
        const refusal = await doing.leaving().begin(server, { by, why: reason });
        if (refusal !== undefined) return refusal;
        return {
          ok: true,
          value: { server: server.name, roles: doing.leaving().preview(server).map(shownRole) },
        };
      }),
    ),
    bindTry(context),
    bind(showServer, ({ server: called }) =>
      withServer(context, called, ({ id, name }) => {
        const admin = adminStatus(doing.board.adminOf(id), doing.drainOf(id));
        return { ok: true, value: { server: name, id, admin } };
      }),
    ),
  ];
}

function bindDrain(context: ManageContext, doing: WantedDoing): BoundOperation {
  const { parts, nowMs } = context;
  return bind(drainServer, ({ server: called, reason, policy, ...input }, { by }) =>
    withServer(context, called, (server) => {
      const idleMs = input.idleLimitMs ?? parts.current.configuration.drain.idleLimitMs;
      const impact = impactFor(context, doing, { server, taking: policy, idleMs });
      if (impact.belowMinServing && input.force !== true) return tooFew(context, server, impact);
      const toLeave = input.afterDeadline === 'maintenance' && input.keepRoles !== true;
      const stays = toLeave ? doing.leaving().refusal(server) : undefined;
      if (stays !== undefined) return stays;
      const sinceMs = nowMs();
      const wish = { sinceMs, by, reason, untilMs: later(sinceMs, input.forMs) };
      const idleLimitMs = policy === 'no-extension' ? idleMs : undefined;
      const drain: DrainFacts = {
        deadlineMs: later(sinceMs, input.deadlineMs),
        afterDeadline: input.afterDeadline ?? 'keep',
        usersAtStart: impact.stay + impact.evicted,
        end: undefined,
      };
      return change(context, doing, {
        server,
        impact,
        admin: { ...wish, state: 'draining', policy, idleLimitMs },
        drain,
      });
    }),
  );
}

function bindMaintenance(context: ManageContext, doing: WantedDoing): BoundOperation {
  return bind(maintainServer, ({ server: called, reason, forMs, force, keepRoles }, { by }) =>
    withServer(context, called, (server) => {
      const impact = impactFor(context, doing, { server, taking: 'maintenance', idleMs: undefined });
      if (impact.belowMinServing && force !== true) return tooFew(context, server, impact);
      const stays = keepRoles === true ? undefined : doing.leaving().refusal(server);
      if (stays !== undefined) return stays;
      const sinceMs = context.nowMs();
      const admin = { state: 'maintenance' as const, sinceMs, by, reason, untilMs: later(sinceMs, forMs) };
      // How a drain ended stays visible in the maintenance that follows it; one that was broken off has no end.
      const before = doing.board.entryOf(server.id)?.drain;
      const drain = before?.end === undefined ? undefined : before;
      return change(context, doing, { server, impact, admin, drain });
    }),
  );
}

function bindTry(context: ManageContext): BoundOperation {
  return bind(tryServer, ({ server: called, forMs = usualTryMs }, { by }) =>
    withServer(context, called, ({ id, name }) => {
      const untilMs = context.nowMs() + forMs;
      const path = context.parts.traffic.testerLink({ server: id, untilMs, by });
      return { ok: true, value: { server: name, url: oneUrl(context) + path, until: isoTime(untilMs) } };
    }),
  );
}

type Change = Pick<WantedEntry, 'admin' | 'drain'> & {
  readonly server: Server;
  readonly impact: Impact | null;
};

async function change(context: ManageContext, doing: WantedDoing, { server, impact, ...wish }: Change) {
  await doing.board.put({ server: server.id, name: server.name, ...wish });
  return { ok: true as const, value: changed(context, doing, { server, impact }) };
}

type Answer<Value> = OperationAnswer<Value> | Promise<OperationAnswer<Value>>;

function withServer<Value>(
  { parts }: ManageContext,
  called: string,
  run: (server: Server) => Answer<Value>,
): Answer<Value> {
  const server = serverCalled(parts, called);
  if (server !== undefined) return run(server);
  return unknownServer(called, serversOf(parts.directory));
}

type Asked = { readonly server: Server; readonly taking: Taking; readonly idleMs: number | undefined };

function impactFor({ parts }: ManageContext, { board }: WantedDoing, asked: Asked): Impact {
  const { minServing } = parts.current.configuration.cluster;
  const impact = impactOf(serverSights(parts, board, asked.idleMs), asked.server.name, asked.taking);
  const { lightestAfter = null, ...rest } = impact;
  return { ...rest, lightestAfter, belowMinServing: isBelowMinimum(impact, minServing) };
}

function tooFew({ parts }: ManageContext, { name }: Server, { servingAfter }: Impact) {
  const { minServing } = parts.current.configuration.cluster;
  const text = `Without ${name} ${servingAfter} of the servers would serve, and cluster.minServing is ${minServing}.`;
  return refused(409, 'below-min-serving', {
    text,
    mend: 'Admit another server first, or say --force; that is written down.',
  });
}

function changed(
  { parts }: ManageContext,
  { board, drainOf }: WantedDoing,
  { server, impact }: { readonly server: Server; readonly impact: Impact | null },
): ServerChanged {
  const { id, name } = server;
  const health = parts.checks.healthOf(id);
  const admin = board.adminOf(id);
  const isDown = health.state === 'down' && admin.state === 'in-service';
  const text = health.lastCheck?.text ?? 'it was not checked yet';
  return {
    server: name,
    admin: adminStatus(admin, drainOf(id)),
    impact,
    remarks: isDown ? [`${name} is down (${text}), so it gets nothing until its checks pass.`] : [],
  };
}

/** Where people open the CRM; the port is only known once the listener is there. */
function oneUrl({ parts }: ManageContext): string {
  const { configuration } = parts.current;
  return shownUrl(configuration, parts.current.port ?? configuration.listen.port).replace(/\/+$/, '');
}

function later(sinceMs: number, ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : sinceMs + ms;
}

function shownRole({ role, title, to, because, byHand }: LeavingRole) {
  return { role, title, to, because, byHand };
}
