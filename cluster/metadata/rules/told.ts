// What a server told of its metadata, read out of a page or a field of its head as the profile says. Pure.

import { normalStamp } from './stamp.ts';

export type Told =
  | { readonly kind: 'stamp'; readonly stamp: string }
  /** It answered, and said nothing that is a stamp: nothing is loaded yet, or the profile is wrong. */
  | { readonly kind: 'nothing'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string }
  /** The profile knows no page that tells it. */
  | { readonly kind: 'not-asked' };

/** What came back over HTTP; names of fields are lower case. */
export type PageAnswer = {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
};

export type StampPlace = {
  readonly stampPath: string | null;
  readonly stampHeader: string | null;
  readonly stampPattern: string | null;
};

/** Reads the stamp of a status 200; without a pattern the whole field (or body) is taken for it. */
export function readTold(answer: PageAnswer, { stampPath, stampHeader, stampPattern }: StampPlace): Told {
  const asked = `GET ${stampPath}: ${answer.status}`;
  if (answer.status !== 200) return { kind: 'failed', text: asked };
  const place = stampHeader === null ? answer.body : (answer.fields[stampHeader.toLowerCase()] ?? '');
  const found = stampPattern === null ? place : new RegExp(stampPattern).exec(place)?.[1];
  if (found === undefined) return { kind: 'nothing', text: `${asked} without a stamp` };
  const stamp = normalStamp(found);
  if (stamp === undefined) return { kind: 'nothing', text: `${asked}, and "${shown(found)}" is no time` };
  return { kind: 'stamp', stamp };
}

const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}...` : text);
