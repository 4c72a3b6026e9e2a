// Where whole lines of a log go: a file or standard output. Types only.

/** Its methods are called one after the other, never two at once. */
export type LineSink = {
  /** Appends whole lines; rejects where they could not be written, wholly or in part. */
  write(lines: Buffer): Promise<void>;
  /** Takes the file under its name anew: something else may have renamed what was there. */
  reopen(): Promise<void>;
  close(): Promise<void>;
};
