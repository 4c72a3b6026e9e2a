// What simulated people do and meet, as plain data. Types only.

/** What can go wrong for a person, each counted with its first example. */
export type FailureKind =
  /** No session came of a log-on with the right password. */
  | 'failed-log-on'
  /** A session page that belongs to somebody else. */
  | 'wrong-user'
  /** A page made by another server than the one that has the session. */
  | 'wrong-server'
  /** The log-on form (or a SOAP fault) instead of a page of the session. */
  | 'lost-session'
  /** No answer, half an answer, or a status that is no page. */
  | 'broken-answer'
  /** A server's name, or any place but the one URL, in a link, a redirect or a cookie. */
  | 'leak';

export const failureKinds: readonly FailureKind[] = [
  'failed-log-on',
  'wrong-user',
  'wrong-server',
  'lost-session',
  'broken-answer',
  'leak',
];

export type PeopleEvent = { readonly user: string; readonly atMs: number } & (
  | { readonly type: 'log-on-sent'; readonly confirm: boolean }
  | {
      readonly type: 'log-on-answered';
      readonly confirm: boolean;
      readonly outcome: 'success' | 'already-on' | 'failed';
      /** Server the answer came from, as its page says. */
      readonly server: string | undefined;
    }
  | { readonly type: 'log-off-answered'; readonly server: string | undefined }
  | { readonly type: 'lost-session-seen'; readonly server: string | undefined }
  | { readonly type: 'page'; readonly server: string | undefined }
  | { readonly type: 'left'; readonly loggedOn: boolean }
  | {
      readonly type: 'failure';
      readonly kind: FailureKind;
      /** Server of the person's session at that moment. */
      readonly server: string | undefined;
      readonly text: string;
    }
);

/** A person's user name and password. */
export type Credentials = { readonly logOn: string; readonly password: string };
