// What can be wrong with a configuration, and how it is told. Faults are values: nothing in this folder throws
// because of what an operator wrote.

/** Closed set, for programs that read the JSON form. */
export type FaultCode =
  /** The configuration file itself cannot be read. */
  | 'CFG_FILE'
  | 'CFG_SYNTAX'
  | 'CFG_DUPLICATE'
  /** A setting that does not exist. */
  | 'CFG_UNKNOWN'
  | 'CFG_MISSING'
  | 'CFG_TYPE'
  | 'CFG_RANGE'
  | 'CFG_CHOICE'
  | 'CFG_FORMAT'
  /** `${env:NAME}` or `${file:PATH}` that leads nowhere. */
  | 'CFG_REFERENCE'
  /** Two settings that do not go together. */
  | 'CFG_CLASH'
  /** A certificate, a key or an authority. */
  | 'CFG_CERTIFICATE'
  /** The key, the pass phrase, the agent or the known_hosts file of SSH. */
  | 'CFG_REMOTE'
  /** Works, but is dangerous; always a warning. */
  | 'CFG_RISK';

/** Keys and list positions from the root of the file down to a setting. */
export type Path = readonly (string | number)[];

/** One thing that is wrong (`fault`: nothing starts) or unwise (`warning`). Every key is always there. */
export type Fault = {
  readonly severity: 'fault' | 'warning';
  readonly code: FaultCode;
  readonly file: string;
  /** 1 is the first line, and the first column. */
  readonly line: number;
  readonly column: number;
  /** Such as `listen.tls[0].keyFile`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong. Never the value of a secret. */
  readonly message: string;
  readonly allowed: string | null;
  /** What to write instead, or what to do, as a sentence. */
  readonly suggestion: string | null;
};

/** A fault before its place in the file is known. */
export type Finding = {
  readonly severity: Fault['severity'];
  readonly code: FaultCode;
  readonly path: Path;
  /** Whether the key or its value is to blame. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly allowed: string | null;
  readonly suggestion: string | null;
  /** Other settings it rests on: where one of them is faulty itself, this one is not told. */
  readonly involves?: readonly Path[];
};

/** Thrown by `setValues` where a file cannot be changed without touching what must stay. */
export class ConfigurationEditError extends Error {
  readonly code = 'CFG_EDIT';
}
