// A wish as it comes over the API, made into what a run takes; what is missing is told. Pure.

import type { Wish } from '../../cluster/upgrade/wish.ts';

export type AskedWish = {
  readonly verb: Wish['verb'];
  readonly text?: string | undefined;
  readonly step?: string | undefined;
  readonly items?: number[] | undefined;
  readonly all?: boolean | undefined;
  readonly finding?: string | undefined;
  readonly minutes?: number | undefined;
  readonly server?: string | undefined;
  readonly acceptLoss?: boolean | undefined;
};

/** A text is what is missing. */
export function wishOf(asked: AskedWish, by: string): Wish | string {
  const { verb, text } = asked;
  if (verb === 'resume') return { verb, by };
  if (text === undefined) return `${verb} needs ${textNames[verb] ?? 'a reason'}`;
  switch (verb) {
    case 'pause':
    case 'abort':
      return { verb, by, reason: text };
    case 'extend':
      if (asked.minutes === undefined) return 'extend needs the number of minutes';
      return { verb, by, reason: text, byMs: asked.minutes * 60_000 };
    case 'confirm':
    case 'skip':
    case 'retry':
      if (asked.step === undefined) return `${verb} needs the step`;
      return verb === 'confirm'
        ? { verb, by, step: asked.step, evidence: text, items: asked.all === true ? 'all' : asked.items }
        : { verb, by, step: asked.step, reason: text };
    case 'fail':
      if (asked.step === undefined) return 'fail needs the step';
      if (asked.items === undefined) return 'fail needs the numbers of items';
      return { verb, by, step: asked.step, items: asked.items, note: text };
    case 'resolve':
      if (asked.finding === undefined) return 'resolve needs the finding';
      return { verb, by, finding: asked.finding, note: text };
    case 'rollback':
      return { verb, by, reason: text, server: asked.server, acceptsLoss: asked.acceptLoss === true };
  }
}

const textNames: Partial<Record<Wish['verb'], string>> = {
  confirm: 'how it is known',
  fail: 'a note of what is wrong',
  resolve: 'a note of what was done',
};
