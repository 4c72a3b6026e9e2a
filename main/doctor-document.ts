// Findings of the doctor as the API and the command line tell them.

import type { DoctorDocument } from '../admin/operations/doctor.ts';
import { isoTime } from '../admin/rules/iso-time.ts';
import type { DoctorFinding } from '../cluster/doctor/model.ts';

export function doctorDocument(findings: readonly DoctorFinding[], atMs: number): DoctorDocument {
  const count = (severity: DoctorFinding['severity']) =>
    findings.filter((each) => each.severity === severity).length;
  return {
    version: 1,
    at: isoTime(atMs),
    counts: {
      ok: count('ok'),
      warnings: count('warning'),
      faults: count('fault'),
      unknown: count('unknown'),
    },
    findings: findings.map((each) => ({ ...each })),
  };
}
