// Every examination, in the order in which it is told. A new one is a file beside this one and a line here. Pure.

import type { DoctorFacts, DoctorFinding, Examination } from '../model.ts';
import { examineAddressChecking } from './address-checking.ts';
import { examineAddressList } from './address-list.ts';
import { examineAppPools } from './app-pools.ts';
import { examineBackups } from './backups.ts';
import { examineCertificates } from './certificates.ts';
import { examineClocks } from './clocks.ts';
import { examineDatabaseAccess } from './database-access.ts';
import { examineDtlsServer } from './dtls-server.ts';
import { examineIdleTimeOuts } from './idle-time-outs.ts';
import { examineLibraryPath } from './library-path.ts';
import { examineLicence } from './licence.ts';
import { examineMachineNames } from './machine-names.ts';
import { examineOwnBalancing } from './own-balancing.ts';
import { examineQualifiedNames } from './qualified-names.ts';
import { examineRoles } from './roles.ts';
import { examineServerList } from './server-list.ts';
import { examineServersAnswer } from './servers-answer.ts';
import { examineServiceAccount } from './service-account.ts';
import { examineSsh } from './ssh.ts';
import { examineTuningObjects } from './tuning-objects.ts';
import { examineVersions } from './versions.ts';

const examinations: readonly Examination[] = [
  examineDatabaseAccess,
  examineBackups,
  examineTuningObjects,
  examineServerList,
  examineOwnBalancing,
  examineQualifiedNames,
  examineAddressList,
  examineDtlsServer,
  examineLicence,
  examineLibraryPath,
  examineServersAnswer,
  examineVersions,
  examineCertificates,
  examineSsh,
  examineMachineNames,
  examineAddressChecking,
  examineAppPools,
  examineIdleTimeOuts,
  examineClocks,
  examineRoles,
  examineServiceAccount,
];

/** Everything there is to find in what was seen. */
export function examineAll(seen: DoctorFacts): readonly DoctorFinding[] {
  return examinations.flatMap((examine) => examine(seen));
}
