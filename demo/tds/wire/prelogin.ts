// PRELOGIN (MS-TDS 2.2.6.5): what client and server agree on before the log-on, above all encryption.

import { malformed } from '../../errors.ts';
import { createByteWriter } from './byte-writer.ts';

/** Values of the ENCRYPTION option. */
export const encryptionOption = { off: 0, on: 1, notSupported: 2, required: 3 } as const;

/** What the server is willing to do. */
export type EncryptionPolicy = 'off' | 'on' | 'required';

/** What the two agree on: nothing encrypted, only the log-on, everything, or no agreement. */
export type Agreement = {
  readonly answer: number;
  readonly encrypted: 'nothing' | 'login' | 'everything' | 'refused';
};

const option = {
  version: 0x00,
  encryption: 0x01,
  instance: 0x02,
  threadId: 0x03,
  mars: 0x04,
  end: 0xff,
} as const;

/** The client's ENCRYPTION option; throws DEM_TDS_MALFORMED. */
export function parsePrelogin(payload: Buffer): { readonly encryption: number } {
  let encryption: number = encryptionOption.notSupported;
  for (let at = 0; payload[at] !== option.end; at += 5) {
    if (at + 5 > payload.length) throw malformed('PRELOGIN without an end');
    const [offset, length] = [payload.readUInt16BE(at + 1), payload.readUInt16BE(at + 3)];
    if (offset + length > payload.length) throw malformed('a PRELOGIN option outside the message');
    if (payload[at] === option.encryption && length > 0) encryption = payload.readUInt8(offset);
  }
  return { encryption };
}

/** The table of MS-TDS 2.2.6.5; a policy of `off` pretends that the server cannot encrypt at all. */
export function agreeOnEncryption(policy: EncryptionPolicy, asked: number): Agreement {
  if (policy === 'off') {
    const refused = asked === encryptionOption.required;
    return { answer: encryptionOption.notSupported, encrypted: refused ? 'refused' : 'nothing' };
  }
  if (asked === encryptionOption.on || asked === encryptionOption.required) {
    return { answer: encryptionOption.on, encrypted: 'everything' };
  }
  if (policy === 'required') {
    const able = asked === encryptionOption.off;
    return { answer: encryptionOption.required, encrypted: able ? 'everything' : 'refused' };
  }
  if (asked === encryptionOption.off) return { answer: encryptionOption.off, encrypted: 'login' };
  return { answer: encryptionOption.notSupported, encrypted: 'nothing' };
}

/** The server's PRELOGIN. */
export function writePrelogin(
  version: { readonly major: number; readonly minor: number; readonly build: number },
  encryption: number,
): Buffer {
  const versionBytes = createByteWriter()
    .uint8(version.major)
    .uint8(version.minor)
    .uint16BigEndian(version.build)
    .uint16(0);
  const options: readonly (readonly [number, Buffer])[] = [
    [option.version, versionBytes.take()],
    [option.encryption, Buffer.from([encryption])],
    [option.instance, Buffer.from([0])],
    [option.threadId, Buffer.alloc(0)],
    [option.mars, Buffer.from([0])],
  ];
  const head = createByteWriter();
  let offset = options.length * 5 + 1;
  for (const [token, data] of options) {
    head.uint8(token).uint16BigEndian(offset).uint16BigEndian(data.length);
    offset += data.length;
  }
  return Buffer.concat([head.uint8(option.end).take(), ...options.map(([, data]) => data)]);
}
