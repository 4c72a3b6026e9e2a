#!/usr/bin/env -S node --no-memory-reducer --no-parallel-scavenge --max-semi-space-size=16
// The installed command. Plain JavaScript, so that a Node that is too old says so instead of failing on syntax.
// Memory: new objects keep their room when nobody comes for a while, and are tidied up without other threads, which
// would take the core from the traffic; that room is what Node 24 gave them. docs/performance.md says what each brings.

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `fairlead: needs Node.js 24 or newer, this is ${process.versions.node} (${process.execPath}). ` +
      'Install a newer one; in a checkout "npm run fairlead -- ..." brings its own.',
  );
  process.exit(1);
}
await import('./fairlead.ts');
