import { invariant, never } from '../src/index.ts';
import { jobIsRunning, type State, writersReadSnapshots } from './vocabulary/cdc.ts';

const wasClosedTooEarly = (state: State, table: number) =>
  state.writer[table]!.context.container === null &&
  state.committer[table]!.context.pending.some(({ batches }) =>
    batches.some((batch) => !state.store[table]!.context.copies[batch]),
  );

const aWriterWasClosedTooEarly = (state: State) =>
  jobIsRunning(state) &&
  state.writer.some((_, table) => wasClosedTooEarly(state, table)) &&
  writersReadSnapshots(state);

/** FLINK-29840: a writer that is opened again would not see those files. */
export const writerNotClosedWithUncommittedFiles = invariant({
  name: 'writer-not-closed-with-uncommitted-files',
  about: 'A writer that reads snapshots is not closed while files of it are uncommitted.',
  holds: never(aWriterWasClosedTooEarly),
});
