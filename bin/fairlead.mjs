#!/usr/bin/env node
// The installed command. Plain JavaScript, so that a Node that is too old says so instead of failing on syntax.

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `fairlead: needs Node.js 24 or newer, this is ${process.versions.node} (${process.execPath}). ` +
      'Install a newer one; in a checkout "npm run fairlead -- ..." brings its own.',
  );
  process.exit(1);
}
await import('./fairlead.ts');
