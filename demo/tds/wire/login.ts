// LOGIN7 (MS-TDS 2.2.6.4): who logs on, from where, to which database. Passwords are only scrambled: never log one.

import { malformed } from '../../errors.ts';

export type Login = {
  /** As the client wrote it, such as 0x74000004 for TDS 7.4. */
  readonly tdsVersion: number;
  readonly packetSize: number;
  readonly hostName: string;
  readonly userName: string;
  readonly password: string;
  readonly programName: string;
  readonly libraryName: string;
  readonly database: string;
  /** Windows authentication was asked for, which the look-alike does not have. */
  readonly integrated: boolean;
};

/** Where the offset and length of each text stand. */
const place = {
  hostName: 36,
  userName: 40,
  password: 44,
  programName: 48,
  libraryName: 60,
  database: 68,
} as const;
const fixedLength = 94;
const integratedSecurity = 0x80;
/** No field of the message may be longer (MS-TDS: 128 characters, a password too). */
const longestText = 128;

/** Throws DEM_TDS_MALFORMED for a message that is cut off or points outside itself. */
export function parseLogin(payload: Buffer): Login {
  if (payload.length < fixedLength || payload.readUInt32LE(0) > payload.length)
    throw malformed('LOGIN7 is too short');
  return {
    tdsVersion: payload.readUInt32LE(4),
    packetSize: payload.readUInt32LE(8),
    hostName: textAt(payload, place.hostName).toString('utf16le'),
    userName: textAt(payload, place.userName).toString('utf16le'),
    password: unscramble(textAt(payload, place.password)).toString('utf16le'),
    programName: textAt(payload, place.programName).toString('utf16le'),
    libraryName: textAt(payload, place.libraryName).toString('utf16le'),
    database: textAt(payload, place.database).toString('utf16le'),
    integrated: (payload.readUInt8(25) & integratedSecurity) !== 0,
  };
}

function textAt(payload: Buffer, at: number): Buffer {
  const [offset, characters] = [payload.readUInt16LE(at), payload.readUInt16LE(at + 2)];
  if (characters === 0) return Buffer.alloc(0);
  if (characters > longestText || offset + characters * 2 > payload.length) {
    throw malformed('a text of LOGIN7 lies outside the message');
  }
  return Buffer.from(payload.subarray(offset, offset + characters * 2));
}

/** Each byte was nibble-swapped and then xor-ed with 0xA5. */
function unscramble(bytes: Buffer): Buffer {
  return bytes.map((each) => {
    const plain = each ^ 0xa5;
    return ((plain << 4) | (plain >> 4)) & 0xff;
  }) as Buffer;
}
