import { invariant, never } from '../src/index.ts';
import { aSnapshotIsForcedInVain } from './vocabulary/tags.ts';

export const snapshotIsForcedOnlyForATag = invariant({
  name: 'snapshot-is-forced-only-for-a-tag',
  about: 'Without commit.force-create-snapshot, an empty snapshot is forced only where a day waits for its tag.',
  holds: never(aSnapshotIsForcedInVain),
});
