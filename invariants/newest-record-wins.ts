import { invariant, never } from '../src/index.ts';
import { anOlderRecordWins } from './vocabulary/commit.ts';

/** FLINK-29840, FLINK-28605: a writer that does not see the newest files begins with sequence numbers that are taken. */
export const newestRecordWins = invariant({
  name: 'newest-record-wins',
  about: 'Of two records with the same key, the one that came last has the larger sequence number.',
  holds: never(anOlderRecordWins),
});
