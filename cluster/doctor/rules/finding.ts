// How findings are made: by severity, from what was not seen, for each server, from a finding of `check --live`. Pure.

import type { Finding } from '../../rules/live-findings.ts';
import type { DoctorFinding, Looked, ServerFacts } from '../model.ts';

export type Say = {
  ok(subject: string, seen: string): DoctorFinding;
  warning(subject: string, seen: string, mend: string): DoctorFinding;
  fault(subject: string, seen: string, mend: string): DoctorFinding;
  unknown(subject: string, because: string, mend: string): DoctorFinding;
  /** What `check --live` finds too: one rule for both. */
  live(subject: string, finding: Finding): DoctorFinding;
};

/** Makes the findings of one examination; `facts` are sections of crm-facts. */
export function sayOf(examination: string, facts: string): Say {
  const make =
    (severity: DoctorFinding['severity']) =>
    (subject: string, seen: string, mend = ''): DoctorFinding => ({
      examination,
      subject,
      severity,
      seen,
      mend,
      facts,
    });
  return {
    ok: make('ok'),
    warning: make('warning'),
    fault: make('fault'),
    unknown: make('unknown'),
    live: (subject, { severity, what, saw, mend }) =>
      make(severity === 'good' ? 'ok' : severity)(subject, `${what}: ${saw}`, mend),
  };
}

/** Judges what was seen; what was not is one `unknown`. */
export function whenSeen<Value>(
  say: Say,
  subject: string,
  looked: Looked<Value>,
  judge: (value: Value) => readonly DoctorFinding[],
): readonly DoctorFinding[] {
  return looked.seen ? judge(looked.value) : [say.unknown(subject, looked.because, looked.mend)];
}

type OnServers<Value> = {
  readonly look: (server: ServerFacts) => Looked<Value>;
  readonly judge: (name: string, value: Value, server: ServerFacts) => readonly DoctorFinding[];
};

/** The same for each server; where none was seen for one and the same reason, that is said once. */
export function onServers<Value>(
  say: Say,
  servers: readonly ServerFacts[],
  { look, judge }: OnServers<Value>,
): readonly DoctorFinding[] {
  const reasons = new Set(
    servers.map((each) => {
      const looked = look(each);
      return looked.seen ? undefined : looked.because;
    }),
  );
  const [first] = servers;
  const only = first && look(first);
  if (servers.length > 1 && reasons.size === 1 && only?.seen === false)
    return [say.unknown('servers', only.because, only.mend)];
  return servers.flatMap((each) =>
    whenSeen(say, each.server.name, look(each), (value) => judge(each.server.name, value, each)),
  );
}

export const seen = <Value>(value: Value): Looked<Value> => ({ seen: true, value });

export const notSeen = <Value>(because: string, mend: string): Looked<Value> => ({
  seen: false,
  because,
  mend,
});
