import { invariant, never } from '../src/index.ts';
import { aFinishedCompactionIsForgotten } from './vocabulary/compaction.ts';

export const finishedCompactionIsCommitted = invariant({
  name: 'finished-compaction-is-committed',
  about: 'What has been merged and is in the latest completed checkpoint is committed, or about to be, or merged anew.',
  holds: never(aFinishedCompactionIsForgotten),
});
