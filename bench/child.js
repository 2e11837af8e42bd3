// A process of its own for one run of one contender: a fresh heap, and nothing that an earlier run left behind.
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

registerCommonJs();
register();
await import('./child.ts');
