import { invariant, never } from '../src/index.ts';
import { aSavepointWithASnapshotHasNoTag } from './vocabulary/savepoints.ts';

export const savepointSnapshotHasItsTag = invariant({
  name: 'savepoint-snapshot-has-its-tag',
  about:
    'With sink.savepoint.auto-tag, the snapshot of a savepoint has its tag once a checkpoint after it has been notified.',
  holds: never(aSavepointWithASnapshotHasNoTag),
});
