import { always, invariant } from '../src/index.ts';
import { aChangelogIsForgotten, nothingHasFailed, type SinkState, type Spent } from './vocabulary/commit.ts';

const noChangelogIsForgotten = (state: SinkState & Spent<'FAILURE'>) => !aChangelogIsForgotten(state);

export const changelogIsOnItsWay = invariant({
  name: 'changelog-is-on-its-way',
  about:
    'While nothing has failed: a committed record whose changelog is missing is being compacted, or its changelog is about to be committed.',
  holds: always(noChangelogIsForgotten, { given: nothingHasFailed }),
});
