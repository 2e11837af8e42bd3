#!/usr/bin/env node
// Runs Lasso from its TypeScript sources, and the models of its users from theirs, with no build step.

// Loading the TypeScript of a large model takes a second or two: what is being done is said at once.
const [command, ...others] = process.argv.slice(2);
if (command === 'check' && !others.some((word) => word === '--help' || word === '-h')) {
  process.stderr.write('lasso: reading the model\n');
}

const commonJs = await import('tsx/cjs/api');
const modules = await import('tsx/esm/api');
commonJs.register();
modules.register();
await import('./main.ts');
