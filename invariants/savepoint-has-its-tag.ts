import { invariant, never } from '../src/index.ts';
import { aSavepointHasNoTag } from './vocabulary/savepoints.ts';

export const savepointHasItsTag = invariant({
  name: 'savepoint-has-its-tag',
  about:
    'With sink.savepoint.auto-tag, a savepoint has its tag in each table that had a snapshot before, once a checkpoint after it has been notified.',
  holds: never(aSavepointHasNoTag),
});
