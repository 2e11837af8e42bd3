import { invariant, never } from '../src/index.ts';
import { aTableCannotBeRead } from './vocabulary/commit.ts';

/** #7441: what a commit writes before its snapshot must not be deleted as long as the snapshot may exist. */
export const latestSnapshotIsReadable = invariant({
  name: 'latest-snapshot-is-readable',
  about: 'The manifests of the latest snapshot of a table exist, so that it can be read, and committed to.',
  holds: never(aTableCannotBeRead),
});
