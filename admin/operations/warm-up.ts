// Warming a server on demand, as an operation. What a warm-up is stands in cluster/warm-up/.

import { Type } from 'typebox';
import { operation } from '../operation.ts';

export const warmServer = operation({
  name: 'server.warm',
  method: 'POST',
  path: '/api/v1/servers/:server/warm',
  summary: 'holds a server back from log-ons and warms it, as after a restart; its sessions go on',
  input: Type.Object(
    { server: Type.String({ description: 'name as in ServerNames, or id', minLength: 1, maxLength: 100 }) },
    { additionalProperties: false },
  ),
  output: Type.Object({
    server: Type.String({ description: 'its name' }),
    warming: Type.Boolean({ description: 'false: not held back, since too few others take log-ons' }),
  }),
});
