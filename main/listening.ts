// Binds a listener, and says clearly why it cannot be had.

import { type AddressSettings, listenFailureText } from './rules/listen-failure.ts';

export type Wanted = {
  /** What listens, as an operator calls it; begins a sentence. */
  readonly what: string;
  readonly settings: AddressSettings;
  readonly address: { readonly host: string; readonly port: number };
};

/** An address that cannot be had; `message` tells which, by which setting, and how to mend it. */
export class ListenRefused extends Error {
  readonly code = 'MAIN_LISTEN';
}

/** The bound port. Rejects with a `ListenRefused`. */
export async function listenTelling(
  listener: { readonly listen: (address: Wanted['address']) => Promise<number> },
  wanted: Wanted,
): Promise<number> {
  try {
    return await listener.listen(wanted.address);
  } catch (error) {
    throw listenRefusal(error as Error, wanted);
  }
}

/** The clear form of what a listener failed with. Has no cause: its words are all in ours already. */
export function listenRefusal(error: Error, { what, settings, address }: Wanted): ListenRefused {
  const { code, message } = systemErrorOf(error);
  const { platform } = process;
  return new ListenRefused(listenFailureText({ what, ...address, settings, code, message, platform }));
}

/** What the system said, however a listener wrapped it. */
function systemErrorOf(error: NodeJS.ErrnoException): NodeJS.ErrnoException {
  const isOfSystem = error.syscall !== undefined;
  return !isOfSystem && error.cause instanceof Error ? systemErrorOf(error.cause) : error;
}
