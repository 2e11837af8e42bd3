import { invariant, never } from '../src/index.ts';
import { aFileOfTheTableIsGone } from './vocabulary/commit.ts';

export const filesOfTheTableExist = invariant({
  name: 'files-of-the-table-exist',
  about: 'Every file of the latest snapshot exists.',
  holds: never(aFileOfTheTableIsGone),
});
