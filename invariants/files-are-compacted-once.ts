import { invariant, never } from '../src/index.ts';
import { aBatchIsMergedTwice } from './vocabulary/compaction.ts';

/** FileStoreCommitImpl refuses the second one: its files are not there any more, and the job fails. */
export const filesAreCompactedOnce = invariant({
  name: 'files-are-compacted-once',
  about: 'No two commits of dedicated compaction replace the same files.',
  holds: never(aBatchIsMergedTwice),
});
