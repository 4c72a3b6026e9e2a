// Who may operate: without tokens whoever reaches a loopback listener, by the name they give; with tokens only who
// has one, under the name it was given to. Pure; comparing secrets in constant time is handed in.

import { isLoopback } from './admission.ts';

export type Claim = {
  /** `Authorization` as sent. */
  readonly authorization: string | undefined;
  /** `X-Fairlead-By`: the name a local caller gives. */
  readonly by: string | undefined;
  readonly listenHost: string;
  /** Name to token. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly same: (given: string, token: string) => boolean;
};

export type Admitted =
  | { readonly admitted: true; readonly by: string }
  | { readonly admitted: false; readonly status: 401 | 403; readonly code: string; readonly message: string };

const longestName = 64;

/** Whether a request may operate, and as whom. */
export function admit({ authorization, by, listenHost, tokens, same }: Claim): Admitted {
  const names = Object.keys(tokens);
  if (names.length === 0) {
    if (isLoopback(listenHost)) return { admitted: true, by: plainName(by) };
    return {
      admitted: false,
      status: 403,
      code: 'ADM_NO_TOKENS',
      message:
        'This listener can be reached from other machines and no token is configured: set admin.tokens, or admin.host: 127.0.0.1.',
    };
  }
  const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1];
  const name = given === undefined ? undefined : names.find((each) => same(given, tokens[each] ?? ''));
  if (name !== undefined) return { admitted: true, by: name };
  return {
    admitted: false,
    status: 401,
    code: 'ADM_TOKEN',
    message:
      given === undefined
        ? 'Say who you are: Authorization: Bearer TOKEN (on the command line FAIRLEAD_TOKEN).'
        : 'No such token: it must be one of admin.tokens.',
  };
}

/** A name as it may stand in logs and tables: printable, not endless. */
function plainName(by: string | undefined): string {
  const name = (by ?? '').replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').trim();
  return name === '' ? 'somebody on this machine' : name.slice(0, longestName);
}
