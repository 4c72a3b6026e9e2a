// The nouns of comparing and copying files: a folder that must be the same everywhere, what stands in it on a server,
// how a file of a server is reached, whether a server gets at the library. Types only.

import type { Server } from '../model.ts';

/** A folder as configured (F5: custom pages, .NET assemblies, component files). */
export type ComparedFolder = {
  readonly name: string;
  /** On the servers. */
  readonly path: string;
  /** The same folder as Fairlead itself gets at it, with `{server}` for the name; undefined: by SSH. */
  readonly share: string | undefined;
  /** Files that may differ, see rules/ignored.ts. */
  readonly ignore: readonly string[];
};

export type SeenFile = {
  /** From the folder on, with `/` between the parts. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
  readonly modifiedAtMs: number;
};

/** What came of asking a server; `text` is one sentence. */
export type Reached<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly text: string; readonly mend: string };

export type PartOfFile = { readonly bytes: Buffer; readonly fileBytes: number };

/** Files of one folder of one server, by SSH or by a share. Paths are those of `SeenFile`. Never rejects. */
export type FilesDoor = {
  list(maxFiles: number, signal: AbortSignal): Promise<Reached<readonly SeenFile[]>>;
  readPart(path: string, offset: number, signal: AbortSignal): Promise<Reached<PartOfFile>>;
  /** Beside the file's place, under a name that no look sees. */
  writePart(part: PartToWrite, signal: AbortSignal): Promise<Reached<undefined>>;
  /** Verified before and after; nothing is replaced where anything is not as expected. */
  place(order: PlaceOrder, signal: AbortSignal): Promise<Reached<undefined>>;
  /** Takes a file away and keeps it. */
  setAside(order: Omit<PlaceOrder, 'modifiedAtMs'>, signal: AbortSignal): Promise<Reached<undefined>>;
};

export type PartToWrite = {
  readonly path: string;
  readonly offset: number;
  readonly bytes: Buffer;
  readonly fileBytes: number;
};

export type PlaceOrder = {
  readonly path: string;
  /** It must have, or where it is taken away: it must have now. */
  readonly hash: string;
  /** Of what stands there; undefined where nothing may. */
  readonly was: string | undefined;
  readonly modifiedAtMs: number;
  /** Name of the folder of this run below the folder of backups. */
  readonly run: string;
};

/** Undefined where there is no way to a server's files. */
export type OpenDoor = (server: Server, folder: ComparedFolder) => FilesDoor | undefined;

/** Whether a server gets at the document library (F5); `text` is one sentence. */
export type LibraryAccess =
  | { readonly kind: 'reached' }
  | { readonly kind: 'not-reached'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };
