// Bytes of one connection, in the clear or through TLS. TDS 7 wraps the TLS handshake in PRELOGIN packets and then
// goes on bare (MS-TDS 3.3.5.3); TDS 8 begins with TLS. What the bytes say is not looked at here.

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import type { Certificate } from '../certificate.ts';
import { framePackets, headerLength, packetType } from './wire/packets.ts';

export type Transport = {
  /** Resolves when the bytes are handed to the network, or never will be. */
  send(bytes: Buffer): Promise<void>;
  /** From now on a TLS handshake comes in PRELOGIN packets. */
  secure(certificate: Certificate): void;
  /** Back to plain bytes after an encrypted log-on. */
  unsecure(): void;
  encrypted(): boolean;
  /** Ends after everything that was sent. */
  end(): void;
  destroy(): void;
};

export type TransportOptions = {
  readonly socket: Socket;
  /** Needed for clients that begin with TLS (TDS 8). */
  readonly certificate: Certificate | undefined;
  readonly onBytes: (bytes: Buffer) => void;
};

type Mode = 'plain' | 'wrapped' | 'bare';

/** First byte of a TLS handshake record. */
const tlsHandshake = 0x16;
/** Handshake packets are small; this is what SQL Servers use before the log-on. */
const packetSize = 4096;

export function createTransport({ socket, certificate, onBytes }: TransportOptions): Transport {
  let mode: Mode = 'plain';
  let started = false;
  let tunnel: TlsTunnel | undefined;
  let wrapped: Buffer = Buffer.alloc(0);
  /** The client has answered our last handshake packet with data: nothing of ours is wrapped any more. */
  let handshakeOver = false;

  function open(given: Certificate, newMode: Mode, maxVersion: SecureVersion): void {
    mode = newMode;
    handshakeOver = newMode === 'bare';
    tunnel = createTlsTunnel(given, maxVersion, {
      onCipher: sendCipher,
      onClear(bytes) {
        handshakeOver = true;
        onBytes(bytes);
      },
      onFault: () => socket.destroy(),
    });
  }

  function sendCipher(bytes: Buffer): void {
    if (mode === 'plain' || !socket.writable) return;
    socket.write(handshakeOver ? bytes : framePackets(packetType.prelogin, bytes, packetSize));
  }

  /** Takes the PRELOGIN packets off the handshake; the first other byte is bare TLS. */
  function unwrap(chunk: Buffer): void {
    wrapped = Buffer.concat([wrapped, chunk]);
    while (wrapped.length >= headerLength && wrapped[0] === packetType.prelogin) {
      const length = Math.max(headerLength, wrapped.readUInt16BE(2));
      if (wrapped.length < length) return;
      tunnel?.push(wrapped.subarray(headerLength, length));
      wrapped = wrapped.subarray(length);
    }
    if (wrapped.length === 0 || wrapped[0] === packetType.prelogin) return;
    mode = 'bare';
    tunnel?.push(wrapped);
    wrapped = Buffer.alloc(0);
  }

  socket.on('data', (chunk) => {
    const first = !started;
    started = true;
    if (first && chunk[0] === tlsHandshake) {
      if (!certificate) {
        socket.destroy();
        return;
      }
      open(certificate, 'bare', 'TLSv1.3');
    }
    if (mode === 'plain') onBytes(chunk);
    else if (mode === 'wrapped') unwrap(chunk);
    else tunnel?.push(chunk);
  });

  socket.on('close', () => tunnel?.close());

  return {
    send(bytes) {
      return new Promise((resolve) => {
        const target = tunnel?.clear ?? socket;
        if (target.destroyed || !target.writable) return resolve();
        target.write(bytes, () => resolve());
      });
    },
    secure: (given) => open(given, 'wrapped', 'TLSv1.2'),
    unsecure() {
      mode = 'plain';
      tunnel?.close();
      tunnel = undefined;
    },
    encrypted: () => tunnel !== undefined,
    end: () => (tunnel ? tunnel.clear.end(() => socket.end()) : socket.end()),
    destroy: () => socket.destroy(),
  };
}

type TlsTunnel = {
  /** The decrypted side, for writing. */
  readonly clear: TLSSocket;
  push(cipher: Buffer): void;
  close(): void;
};

type TunnelEvents = {
  readonly onCipher: (bytes: Buffer) => void;
  readonly onClear: (bytes: Buffer) => void;
  readonly onFault: () => void;
};

/** TLS without a socket of its own: cipher text in by `push`, out by `onCipher`. */
function createTlsTunnel(
  certificate: Certificate,
  maxVersion: SecureVersion,
  events: TunnelEvents,
): TlsTunnel {
  let pending: Buffer[] = [];
  // A flight of the handshake must leave as one message: drivers read exactly one answer to each of theirs.
  function flush(): void {
    const flight = Buffer.concat(pending);
    pending = [];
    if (flight.length > 0) events.onCipher(flight);
  }
  const cipher = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      if (pending.length === 0) setImmediate(flush);
      pending.push(chunk);
      done();
    },
  });
  const secureContext = createSecureContext({
    key: certificate.key,
    cert: certificate.certificate,
    maxVersion,
  });
  const clear = new TLSSocket(cipher, { isServer: true, secureContext, ALPNProtocols: ['tds/8.0'] });
  clear.on('data', events.onClear);
  clear.on('error', events.onFault);
  cipher.on('error', events.onFault);
  return {
    clear,
    push: (bytes) => {
      cipher.push(bytes);
    },
    close() {
      clear.off('data', events.onClear);
      pending = [];
      clear.destroy();
    },
  };
}
