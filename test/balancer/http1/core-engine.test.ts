// The suite that every engine must pass, over the engine of our own.

import { createCoreEngine } from '../../../balancer/http1/core-engine.ts';
import { runEngineSuite } from '../engine-suite.ts';

runEngineSuite('core', createCoreEngine);
