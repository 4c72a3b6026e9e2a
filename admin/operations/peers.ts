// How several Fairleads over one cluster speak to each other. Declared like everything else of the API; not for people.

import { Type } from 'typebox';
import { operation } from '../operation.ts';

export const exchangeWithPeer = operation({
  name: 'peer.exchange',
  method: 'POST',
  path: '/api/v1/peer',
  summary: 'for other Fairleads over the same cluster: what they have to tell',
  // Several a second, and no deed of a person.
  audited: false,
  // What another version says beside this is passed over.
  input: Type.Object({
    version: Type.Integer({ minimum: 1 }),
    from: Type.String({ minLength: 1, maxLength: 64 }),
    boot: Type.String({ minLength: 1, maxLength: 64 }),
    number: Type.Integer({ minimum: 1 }),
    sentAtMs: Type.Number(),
    whole: Type.Boolean(),
    items: Type.Array(Type.Unknown(), { maxItems: 1000 }),
  }),
  output: Type.Object({ boot: Type.String(), wantsWhole: Type.Boolean() }),
});
