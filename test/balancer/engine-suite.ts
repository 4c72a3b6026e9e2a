// What every engine must do, whatever is inside: run it with `runEngineSuite(name, createXEngine)`.
// Only the wire and the calls to the rules are looked at; what is particular to one engine has its own tests.

import { bodyTests } from './engine-suite/bodies.ts';
import { clientLimitTests } from './engine-suite/client-limits.ts';
import { failureTests } from './engine-suite/failures.ts';
import { farewellTests } from './engine-suite/farewell.ts';
import { fieldTests } from './engine-suite/fields.ts';
import { lifeTests } from './engine-suite/life.ts';
import { limitTests } from './engine-suite/limits.ts';
import { refusalTests } from './engine-suite/refusals.ts';
import { rulesTests } from './engine-suite/rules-calls.ts';
import type { MakeEngine } from './engine-suite/stand.ts';
import { tlsTests } from './engine-suite/tls.ts';
import { tunnelTests } from './engine-suite/tunnels.ts';
import { waitTests } from './engine-suite/waits.ts';

export type { MakeEngine } from './engine-suite/stand.ts';

/** Registers all tests for one engine. */
export function runEngineSuite(name: string, make: MakeEngine): void {
  fieldTests(name, make);
  bodyTests(name, make);
  rulesTests(name, make);
  failureTests(name, make);
  refusalTests(name, make);
  limitTests(name, make);
  clientLimitTests(name, make);
  tunnelTests(name, make);
  tlsTests(name, make);
  waitTests(name, make);
  lifeTests(name, make);
  farewellTests(name, make);
}
