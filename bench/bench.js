// `npm run bench`: runs from the TypeScript sources, as Lasso does.
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

registerCommonJs();
register();
await import('./main.ts');
