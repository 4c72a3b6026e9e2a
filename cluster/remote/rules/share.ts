// Shares of the network in paths: `\\server\share\folder`.

import type { ScriptArguments } from '../command.ts';

/** Who opens a share; the password is the secret `SHARE_PASSWORD`. */
export type ShareUser = { readonly user: string };

/** `\\server\share` of a path on one; undefined for any other path. */
export function shareOf(path: string): string | undefined {
  return /^\\\\[^\\?.][^\\]*\\[^\\]+/.exec(path)?.[0];
}

/** What a command on files adds to its arguments and secrets, to open the share of `path` as `shareUser`. */
export function shareAccess(
  path: string,
  shareUser: ShareUser | undefined,
): { readonly arguments: ScriptArguments; readonly secrets?: readonly string[] } {
  const share = shareOf(path);
  if (share === undefined || shareUser === undefined) return { arguments: {} };
  return { arguments: { share, shareUser: shareUser.user }, secrets: ['SHARE_PASSWORD'] };
}
