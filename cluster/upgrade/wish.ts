// What a person may ask of a run, and what is answered. Types only.

import type { RecordBody } from './model.ts';

export type Wish =
  | { readonly verb: 'pause'; readonly by: string; readonly reason: string }
  | { readonly verb: 'resume'; readonly by: string }
  | { readonly verb: 'extend'; readonly by: string; readonly reason: string; readonly byMs: number }
  | {
      readonly verb: 'confirm';
      readonly by: string;
      readonly step: string;
      readonly evidence: string;
      /** Of a checklist: numbers from 1, or `all` that are open. */
      readonly items?: readonly number[] | 'all' | undefined;
    }
  | {
      readonly verb: 'fail';
      readonly by: string;
      readonly step: string;
      readonly items: readonly number[];
      readonly note: string;
    }
  | { readonly verb: 'skip'; readonly by: string; readonly step: string; readonly reason: string }
  | { readonly verb: 'retry'; readonly by: string; readonly step: string; readonly reason: string }
  | { readonly verb: 'resolve'; readonly by: string; readonly finding: string; readonly note: string }
  | { readonly verb: 'abort'; readonly by: string; readonly reason: string }
  | {
      readonly verb: 'rollback';
      readonly by: string;
      readonly reason: string;
      readonly server: string | undefined;
      /** The person was told what would be lost and wants it all the same. */
      readonly acceptsLoss: boolean;
    };

export type WishAnswer =
  | { readonly ok: true; readonly record: RecordBody }
  | { readonly ok: false; readonly because: string; readonly mend: string };
