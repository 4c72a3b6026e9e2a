// The suite for every engine, over the engine on node:http.

import { createSafeEngine } from '../../../balancer/safe/engine.ts';
import { runEngineSuite } from '../engine-suite.ts';

runEngineSuite('safe', createSafeEngine);
