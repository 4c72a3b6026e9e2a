// One client from its first byte to its last: PRELOGIN, LOGIN7, then requests. Each phase takes the kind of message
// it waits for; anything else ends the connection.

import type { Socket } from 'node:net';
import type { Certificate } from '../certificate.ts';
import { isMalformed, malformed } from '../errors.ts';
import { agreedPacketSize, type Credentials, checkLogin, openSession, refusal, welcome } from './log-on.ts';
import { createRequestLoop } from './request-loop.ts';
import { closeSession, type Engine } from './sql/engine.ts';
import { serverVersion } from './sql/rules/server-version.ts';
import { createTransport, type Transport } from './transport.ts';
import { parseLogin } from './wire/login.ts';
import { createPacketReader, framePackets, type Message, packetType } from './wire/packets.ts';
import { agreeOnEncryption, type EncryptionPolicy, parsePrelogin, writePrelogin } from './wire/prelogin.ts';

export type ConnectionOptions = {
  readonly engine: Engine;
  readonly credentials: Credentials;
  readonly encryption: EncryptionPolicy;
  readonly certificate: Certificate | undefined;
  /** Waited before each request runs, to play a slow database. */
  readonly delayMs: () => number;
  /** Told of faults of this code; the client is told as well. */
  readonly onFault: (fault: unknown) => void;
};

/** What the connection does with the next message. */
type Phase = {
  readonly mostBytes: number;
  take(message: Message): Phase;
  /** The connection is gone. */
  leave?(): void;
};

/** What the phases share of one connection. */
type Client = ConnectionOptions & { readonly socket: Socket; readonly transport: Transport };

const loginLimitMs = 15_000;
const mostBytes = { beforeLogin: 64 * 1024, afterLogin: 8 * 1024 * 1024 } as const;
const firstPacketSize = 4096;

/** Serves one client until it or the server ends the connection. */
export function serveConnection(socket: Socket, options: ConnectionOptions): void {
  const transport = createTransport({ socket, certificate: options.certificate, onBytes: receive });
  const client: Client = { ...options, socket, transport };
  let phase = preloginPhase(client);
  const reader = createPacketReader(() => phase.mostBytes);
  const tooLate = setTimeout(() => {
    if (!phase.leave) transport.destroy();
  }, loginLimitMs);

  function receive(bytes: Buffer): void {
    try {
      for (const message of reader.push(bytes)) phase = phase.take(message);
    } catch (error) {
      // Where it is not TDS there is nothing to answer that the client would understand.
      if (!isMalformed(error)) options.onFault(error);
      transport.destroy();
    }
  }

  socket.on('error', () => transport.destroy());
  socket.on('close', () => {
    clearTimeout(tooLate);
    phase.leave?.();
  });
}

function preloginPhase(client: Client): Phase {
  return {
    mostBytes: mostBytes.beforeLogin,
    take({ type, payload }) {
      if (type !== packetType.prelogin) throw malformed(`message ${type} instead of PRELOGIN`);
      const { transport, certificate } = client;
      const { answer, encrypted } = agreeOnEncryption(client.encryption, parsePrelogin(payload).encryption);
      void transport.send(
        framePackets(packetType.answer, writePrelogin(serverVersion, answer), firstPacketSize),
      );
      // A client that began with TLS (TDS 8) is inside it already.
      if (transport.encrypted() || encrypted === 'nothing') return loginPhase(client, false);
      if (encrypted === 'refused' || !certificate) return lastPhase(client);
      transport.secure(certificate);
      return loginPhase(client, encrypted === 'login');
    },
  };
}

/** `only` where nothing but the log-on is encrypted. */
function loginPhase(client: Client, only: boolean): Phase {
  return {
    mostBytes: mostBytes.beforeLogin,
    take({ type, payload }) {
      if (type !== packetType.login) throw malformed(`message ${type} instead of LOGIN7`);
      const { engine, transport, credentials } = client;
      const login = parseLogin(payload);
      if (only) transport.unsecure();
      const full = engine.sessions.size >= engine.maxConnections;
      const errors = checkLogin(login, credentials, { full, offline: engine.upkeep.offline });
      if (errors.length > 0) {
        void transport.send(framePackets(packetType.answer, refusal(errors), firstPacketSize));
        return lastPhase(client);
      }
      const session = openSession(engine, login, {
        clientAddress: (client.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
        clientPort: client.socket.remotePort ?? 0,
        encrypted: transport.encrypted(),
        end: () => transport.destroy(),
      });
      const answer = welcome(login, session.database);
      void transport.send(framePackets(packetType.answer, answer, firstPacketSize, session.id));
      return requestPhase(client, session, agreedPacketSize(login.packetSize));
    },
  };
}

function requestPhase(client: Client, session: ReturnType<typeof openSession>, packetSize: number): Phase {
  const { engine, transport, delayMs, onFault } = client;
  const send = (payload: Buffer) =>
    transport.send(framePackets(packetType.answer, payload, packetSize, session.id));
  const loop = createRequestLoop({ engine, session, send, drop: transport.destroy, delayMs, onFault });
  const phase: Phase = {
    mostBytes: mostBytes.afterLogin,
    take(message) {
      loop.take(message);
      return phase;
    },
    leave() {
      loop.stop();
      closeSession(engine, session);
    },
  };
  return phase;
}

/** Whatever still comes is of no interest: the last word was said. */
function lastPhase({ transport }: Client): Phase {
  transport.end();
  const phase: Phase = { mostBytes: mostBytes.beforeLogin, take: () => phase };
  return phase;
}
