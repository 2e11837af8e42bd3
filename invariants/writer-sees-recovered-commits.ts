import { invariant, never } from '../src/index.ts';
import { jobIsRunning, type State, TABLES, type Table, writersReadSnapshots } from './vocabulary/cdc.ts';

type SinkState = Pick<State, 'jobmaster' | 'committer' | 'store' | 'writer' | 'ask'>;

/** It was opened before the recovery of this attempt committed a snapshot, and goes on. */
const startedTooEarly = (state: SinkState, table: Table) => {
  const base = state.writer[table]!.context.container?.base ?? null;
  if (base === null) return false;
  const { restoredUpTo } = state.committer[table]!.context;
  return base < restoredUpTo && base < state.store[table]!.context.latestIdentifier;
};

const aWriterMissesARecoveredCommit = (state: SinkState) =>
  jobIsRunning(state) && TABLES.some((table) => startedTooEarly(state, table)) && writersReadSnapshots(state);

/** FLINK-28605: the reason for the intentional failure. */
export const writerSeesRecoveredCommits = invariant({
  name: 'writer-sees-recovered-commits',
  about: 'A writer in a running job was opened after every snapshot that recovery committed.',
  holds: never(aWriterMissesARecoveredCommit),
});
