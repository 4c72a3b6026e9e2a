// The other Fairleads joined: what happens in the traffic and to wanted states here is told to them, what they tell is
// heard there. Holds no rules.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type BoundOperation, bind, refused } from '../../admin/operation.ts';
import { exchangeWithPeer } from '../../admin/operations/peers.ts';
import { exchangeVersion } from '../../cluster/peers/message.ts';
import { createPeerLink, type PeerLink } from '../../cluster/peers/peer-link.ts';
import { hearMessage, type Inbox, silence } from '../../cluster/peers/rules/inbox.ts';
import type { Move } from '../../cluster/roles/role.ts';
import type { WantedEntry } from '../../cluster/wanted/entry.ts';
import type { WantedBoard } from '../../cluster/wanted/wanted-board.ts';
import { type PeerItem, parsePeerItem } from '../rules/peer-items.ts';
import { type PeerState, type PeerView, peerNotices, peerState } from '../rules/peer-notices.ts';
import type { ManageContext, ManagedPart } from './part.ts';

export type PeersPart = ManagedPart & {
  view(): readonly PeerView[];
  /** Resolves when the others that can be reached know it. Never rejects. */
  tellMove(move: Move): Promise<void>;
  /** False while one was not heard since our start, and may yet be. */
  haveBeenHeard(): boolean;
};

/** What others are told of beside the traffic, and where it goes that they tell. */
export type PeerDoors = {
  readonly board: WantedBoard;
  readonly moves: () => MovesDoor;
};

/** Moves of roles that exist once. */
export type MovesDoor = {
  known(): Iterable<Move>;
  /** Resolves when it is on the disk. */
  hear(moves: readonly Move[], peer: string): Promise<void>;
};

type Peer = {
  readonly name: string;
  readonly link: PeerLink<PeerItem>;
  readonly madeAtMs: number;
  inbox: Inbox;
  state: PeerState;
  sinceMs: number;
};

/** How often silence and changed wishes are looked for. */
const lookMs = 250;

/** Without others configured nothing is sent, and nobody is heard. */
export function createPeersPart(context: ManageContext, doors: PeerDoors): PeersPart {
  const { parts, nowMs } = context;
  const { patienceMs, others } = parts.current.configuration.peers;
  const peers = Object.entries(others).map(([name, other]) => makePeer(context, doors, { name, ...other }));
  const view = () => peers.map((peer) => viewOf(peer, nowMs()));
  const tell = (item: PeerItem) => {
    for (const { link } of peers) link.tell(item);
  };
  const tellWishes = wishTeller(doors.board, (entry) => tell({ kind: 'wanted', entry }));
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    for (const peer of peers) {
      const { inbox, lost } = silence(peer.inbox, nowMs(), patienceMs);
      peer.inbox = inbox;
      if (lost) loseIt(context, peer, 'it was not heard any more');
      noteState(peer, nowMs());
    }
    tellWishes();
  };
  return {
    operations: peers.length === 0 ? [] : [bindExchange(context, doors, peers)],
    notices: (atMs) => peerNotices(view(), atMs, patienceMs),
    view,
    async tellMove(move) {
      tell({ kind: 'move', move });
      await Promise.all(peers.map(({ link }) => link.arrived()));
    },
    haveBeenHeard: () =>
      peers.every(({ inbox, madeAtMs }) => inbox.state !== 'unheard' || nowMs() - madeAtMs >= patienceMs),
    start() {
      if (peers.length === 0) return;
      parts.traffic.peers.watch((event) => tell({ kind: 'traffic', event }));
      for (const { link } of peers) link.start();
      timer = setInterval(look, lookMs);
    },
    async close() {
      clearInterval(timer);
      await Promise.all(peers.map(({ link }) => link.close()));
    },
  };
}

type Other = ManageContext['parts']['current']['configuration']['peers']['others'][string];

function makePeer(
  { parts, nowMs }: ManageContext,
  { board, moves }: PeerDoors,
  { name, url, token, caFile }: Other & { readonly name: string },
): Peer {
  const { peers } = parts.current.configuration;
  const whole = function* (): Generator<PeerItem> {
    // First of all: whoever has just come back may be about to lead.
    for (const move of moves().known()) yield { kind: 'move', move };
    for (const entry of board.entries()) yield { kind: 'wanted', entry };
    for (const event of parts.traffic.peers.whole()) yield { kind: 'traffic', event };
  };
  const link = createPeerLink<PeerItem>({
    url: `${url}${exchangeWithPeer.path}`,
    token: () => parts.current.configuration.peers.others[name]?.token ?? token,
    authority: caFile === null ? undefined : readFileSync(caFile, 'utf8'),
    from: peers.name ?? '',
    whole,
    heartbeatMs: peers.heartbeatMs,
    timeoutMs: peers.patienceMs,
    nowMs,
  });
  const madeAtMs = nowMs();
  return { name, link, madeAtMs, inbox: { state: 'unheard' }, state: 'never-heard', sinceMs: madeAtMs };
}

/** What another one tells is heard under the name its token was given to, and under no other. */
function bindExchange(context: ManageContext, doors: PeerDoors, peers: readonly Peer[]): BoundOperation {
  const { nowMs } = context;
  const boot = randomUUID();
  return bind(exchangeWithPeer, async (message, { by }) => {
    const { from, version, sentAtMs, items } = message;
    const peer = peers.find(({ name }) => name === from);
    if (peer === undefined || by !== from) return strange(from, by, peer !== undefined);
    if (version !== exchangeVersion) return otherVersion(from, version);
    const heard = hearMessage(peer.inbox, message, nowMs());
    peer.inbox = heard.inbox;
    if (heard.lost) loseIt(context, peer, 'it has begun anew, or something of it was lost');
    noteState(peer, nowMs());
    if (heard.take) await takeItems(context, doors, { peer: peer.name, items, aheadMs: sentAtMs - nowMs() });
    return { ok: true, value: { boot, wantsWhole: heard.wantsWhole } };
  });
}

function strange(from: string, by: string, isKnown: boolean) {
  const whose = isKnown ? `, and the token is that of ${by}` : '';
  return refused(409, 'unknown-peer', {
    text: `${from} is no peer of this Fairlead${whose}.`,
    mend: 'It must stand under peers.others, and send the token that stands under its name in admin.tokens.',
  });
}

function otherVersion(from: string, version: number) {
  return refused(409, 'peer-version', {
    text: `${from} speaks version ${version} of the exchange, and this Fairlead version ${exchangeVersion}.`,
    mend: 'Bring both to the same version of Fairlead; until then each decides by itself.',
  });
}

type Taken = { readonly peer: string; readonly items: readonly unknown[]; readonly aheadMs: number };

/** What is no item is told once a message and passed over: what else is in it holds all the same. */
async function takeItems(
  context: ManageContext,
  { board, moves }: PeerDoors,
  { peer, items, aheadMs }: Taken,
): Promise<void> {
  const { parts, logger } = context;
  const parsed = items.map((item) => parsePeerItem(item, aheadMs));
  const unknown = parsed.filter((item) => item === undefined).length;
  if (unknown > 0) logger.warn({ peer }, `${unknown} items of the Fairlead ${peer} are not understood`);
  const events = parsed.flatMap((item) => (item?.kind === 'traffic' ? [item.event] : []));
  if (events.length > 0) parts.traffic.peers.hear(peer, events);
  const entries = parsed.flatMap((item) => (item?.kind === 'wanted' ? [item.entry] : []));
  if (entries.length > 0) hearWishes(context, board, { peer, entries });
  const told = parsed.flatMap((item) => (item?.kind === 'move' ? [item.move] : []));
  if (told.length > 0) await moves().hear(told, peer);
}

/** The newer of two wishes for a server holds, wherever it was made. */
function hearWishes(
  { logger }: ManageContext,
  board: WantedBoard,
  { peer, entries }: { readonly peer: string; readonly entries: readonly WantedEntry[] },
): void {
  board.replaceAll(entries, peer).then(
    (changed) => {
      for (const id of changed) {
        const { name, admin } = board.entryOf(id) ?? {};
        const text = `${name} is ${admin?.state}: wished by ${admin?.by} at the Fairlead ${peer}`;
        logger.info({ peer, server: name, reason: admin?.reason }, text);
      }
    },
    (error: Error) =>
      logger.error({ err: error }, `what ${peer} told of wishes could not be kept: ${error.message}`),
  );
}

/** Tells every entry that is another one than at the last call. */
function wishTeller(board: WantedBoard, tell: (entry: WantedEntry) => void): () => void {
  let told = board.entries();
  return () => {
    const entries = board.entries();
    if (entries === told) return;
    for (const entry of entries) if (!told.includes(entry)) tell(entry);
    told = entries;
  };
}

function loseIt({ parts, logger }: ManageContext, { name }: Peer, because: string): void {
  parts.traffic.peers.lost(name);
  logger.warn({ peer: name }, `log-ons under way at the Fairlead ${name} are given back: ${because}`);
}

function noteState(peer: Peer, nowMs: number): void {
  const state = peerState(peer.inbox, peer.link.state().problem);
  if (state === peer.state) return;
  peer.state = state;
  peer.sinceMs = nowMs;
}

function viewOf({ name, inbox, link, sinceMs, state }: Peer, nowMs: number): PeerView {
  const { problem, behindSinceMs } = link.state();
  return {
    name,
    state,
    sinceMs,
    lagMs: behindSinceMs === undefined ? 0 : Math.max(0, nowMs - behindSinceMs),
    aheadMs: inbox.state === 'unheard' ? undefined : inbox.aheadMs,
    problem,
  };
}
