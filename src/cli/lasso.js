#!/usr/bin/env node
// Runs Lasso from its TypeScript sources, and the models of its users from theirs, with no build step.
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

registerCommonJs();
register();
await import('./main.ts');
