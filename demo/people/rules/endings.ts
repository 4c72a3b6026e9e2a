// Endings on their way: sessions and log-on attempts that are over on a server, but of which nobody in front of it
// can know yet, because the answer that says so has not come back to its person.

type Ending = {
  readonly user: string;
  readonly server: string;
  /** Answers that must come back before this ending is known. */
  readonly answersLeft: number;
  /** When the last of them came back, in the judge's order and in time. */
  readonly seen: { readonly order: number; readonly atMs: number } | undefined;
};

export type Endings = {
  add(user: string, server: string, answers: number): void;
  /** An answer came back to this person. */
  seen(user: string, order: number, atMs: number): void;
  /** Endings on a server that a chooser may not have known when a log-on was sent at `sentOrder`. */
  unseen(server: string, sentOrder: number, atMs: number): number;
  /** Drops what no log-on sent at `oldestOrder` or later can be excused by. */
  forget(oldestOrder: number, atMs: number): void;
};

/** None yet. After an ending was seen it stays unknown for `toldByDatabaseMs` more. */
export function createEndings(toldByDatabaseMs: number): Endings {
  let endings: readonly Ending[] = [];
  const isUnknown = ({ seen }: Ending, sinceOrder: number, atMs: number) =>
    seen === undefined ||
    seen.order > sinceOrder ||
    (toldByDatabaseMs > 0 && atMs - seen.atMs < toldByDatabaseMs);
  return {
    add(user, server, answers) {
      endings = [...endings, { user, server, answersLeft: answers, seen: undefined }];
    },
    seen(user, order, atMs) {
      endings = endings.map((each) => {
        if (each.user !== user || each.seen !== undefined) return each;
        const answersLeft = each.answersLeft - 1;
        return { ...each, answersLeft, seen: answersLeft > 0 ? undefined : { order, atMs } };
      });
    },
    unseen: (server, sentOrder, atMs) =>
      endings.filter((each) => each.server === server && isUnknown(each, sentOrder, atMs)).length,
    forget(oldestOrder, atMs) {
      endings = endings.filter((each) => isUnknown(each, oldestOrder, atMs));
    },
  };
}
