// A process that explores for another one: see worker.ts. Ctrl-C reaches it too, but the other one says what to do.
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
registerCommonJs();
register();
await import('./worker.ts');
