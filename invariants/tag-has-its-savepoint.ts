import { invariant, never } from '../src/index.ts';
import { aTagHasNoSavepoint } from './vocabulary/savepoints.ts';

export const tagHasItsSavepoint = invariant({
  name: 'tag-has-its-savepoint',
  about: 'A tag that sink.savepoint.auto-tag has made is of a savepoint that is complete, or may still become so.',
  holds: never(aTagHasNoSavepoint),
});
