// Puts a text into a page as it streams by, behind the start tag of its body. What has passed stays as it was, nothing is
// held back, and where there is no such place the page goes through untouched.

import { createBodyStart } from './body-start.ts';

export interface PageInsertion {
  /** The next piece with the text in it; undefined where it goes on as it is. One character a byte. */
  into(piece: string): string | undefined;
  /** True when the rest goes on as it is. */
  done(): boolean;
}

/** `inserted` is ASCII, so that it says the same in whatever the page is coded in. */
export function createPageInsertion(inserted: string): PageInsertion {
  const start = createBodyStart();
  let over = false;
  return {
    into(piece) {
      if (over) return undefined;
      const place = start.find(piece);
      if (place === 'not-yet') return undefined;
      over = true;
      return place === 'never' ? undefined : piece.slice(0, place) + inserted + piece.slice(place);
    },
    done: () => over,
  };
}
