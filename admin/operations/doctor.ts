// The examination of the whole site as an operation. Its shape stands here too; what it means in cluster/doctor/.

import { type Static, Type } from 'typebox';
import { operation } from '../operation.ts';

const count = (description: string) => Type.Integer({ description, minimum: 0 });

const DoctorSchema = Type.Object({
  version: Type.Literal(1),
  at: Type.String({ description: 'when it was examined' }),
  counts: Type.Object({
    ok: count('as it should be'),
    warnings: count('to be mended'),
    faults: count('to be mended now'),
    unknown: count('not examined'),
  }),
  findings: Type.Array(
    Type.Object({
      examination: Type.String({
        description: 'what was examined, from a closed set such as `own-balancing`',
      }),
      subject: Type.String({
        description: 'a server by its name, or `settings`, `database`, `one URL`, `servers`, `cluster`',
      }),
      severity: Type.Unsafe<'ok' | 'warning' | 'fault' | 'unknown'>({
        enum: ['ok', 'warning', 'fault', 'unknown'],
        description: '`unknown`: it could not be examined, `seen` says why',
      }),
      seen: Type.String({ description: 'one sentence' }),
      mend: Type.String({ description: 'what to do; empty where nothing is' }),
      facts: Type.String({
        description: 'sections of what is known of the CRM that it rests on; may be empty',
      }),
    }),
  ),
});

/** What `fairlead doctor -o json` prints. */
export type DoctorDocument = Static<typeof DoctorSchema>;

export const showDoctor = operation({
  name: 'doctor.show',
  method: 'GET',
  path: '/api/v1/doctor',
  summary: 'examine the whole site anew: every prerequisite and every trap; takes some seconds',
  input: Type.Object({}),
  output: DoctorSchema,
});
