// What Fairleads over one cluster send each other. `Item` is whatever they exchange; here it is only carried.

/** Rises when a message means something else than before; two versions do not exchange anything. */
export const exchangeVersion = 1;

/** One message, in the order of its sender. */
export type PeerMessage<Item> = {
  /** `exchangeVersion` of the sender. */
  readonly version: number;
  /** Name of the sender, as the receiver's configuration has it. */
  readonly from: string;
  /** Another one each time the sender starts. */
  readonly boot: string;
  /** 1, 2, 3, ... within a boot; a gap means that something was lost. */
  readonly number: number;
  /** Clock of the sender when it was sent. */
  readonly sentAtMs: number;
  /** True: everything the sender knows begins with this message. */
  readonly whole: boolean;
  readonly items: readonly Item[];
};

export type PeerReply = {
  readonly boot: string;
  /** The receiver cannot use what comes before it was told everything. */
  readonly wantsWhole: boolean;
};
