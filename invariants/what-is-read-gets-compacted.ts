import { invariant, never } from '../src/index.ts';
import { aBatchIsForgotten } from './vocabulary/compaction.ts';

export const whatIsReadGetsCompacted = invariant({
  name: 'what-is-read-gets-compacted',
  about:
    'In a running job of dedicated compaction, each batch that it has read is merged, being merged, or about to be committed as merged.',
  holds: never(aBatchIsForgotten),
});
