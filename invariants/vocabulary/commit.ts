/** Words about the files of a table, and what its writer and committer still owe it. */
import type { system } from '../../machines/scenarios/slow-commits.ts';
import type { ViewOf } from '../../src/index.ts';
import { TABLES, type Table } from './cdc.ts';

type State = ViewOf<typeof system>;
export type StoreState = Pick<State, 'store'>;
export type SinkState = Pick<State, 'store' | 'storage' | 'writer' | 'committer' | 'jobmaster'>;
/** How often something has happened. */
export interface Spent<B extends string> {
  spent(budget: B): number;
}

/** Some record is in a file with a smaller sequence number than a record that came before it, or the same one. */
export const anOlderRecordWins = (state: StoreState) =>
  TABLES.some((table) => {
    const written = state.store[table]!.context.sequences.filter((sequence) => sequence > 0);
    return written.some((sequence, i) => i > 0 && sequence <= written[i - 1]!);
  });

/** The files of the latest snapshot that no compaction has read: the changelog of their records is not produced. */
const withoutChangelog = (state: StoreState, table: Table) =>
  (state.store[table]!.context.snapshots.at(-1)?.files ?? []).filter(({ level }) => level === 0);

/** The writer is compacting this file, or the result is on its way into the table. */
const isBeingCompacted = (state: SinkState, table: Table, name: string) => {
  const { container } = state.writer[table]!.context;
  if (container?.compaction !== 'none' && container?.files.some((file) => file.name === name)) return true;
  const { pending, waiting, toCommit } = state.committer[table]!.context;
  return (
    waiting.some(
      (waits) =>
        'committables' in waits && waits.committables.some(({ files }) => files?.COMPACT.deleted.includes(name)),
    ) ||
    pending.some(({ files }) => files?.COMPACT.deleted.includes(name)) ||
    toCommit.some(({ kind, files }) => kind === 'COMPACT' && files?.deleted.includes(name))
  );
};

/** No TaskManager was lost, and no commit has thrown. */
export const nothingHasFailed = (state: StoreState & Spent<'FAILURE'>) =>
  state.spent('FAILURE') === 0 && !TABLES.some((table) => state.store[table]!.context.refused);

/** A file is committed, the job runs, and nobody is about to produce the changelog of its records. */
export const aChangelogIsForgotten = (state: SinkState) =>
  state.jobmaster.matches('running') &&
  TABLES.some((table) => withoutChangelog(state, table).some(({ name }) => !isBeingCompacted(state, table, name)));

/** A file is in the table twice, or was in it, was merged with others, and is in it again. */
export const aFileIsAddedAgain = (state: StoreState) => TABLES.some((table) => state.store[table]!.context.addedAgain);

/** Manifests of the latest snapshot have been deleted. */
export const aTableCannotBeRead = (state: StoreState) => TABLES.some((table) => state.store[table]!.context.unreadable);

/** The latest snapshot refers to a file that snapshot expiry has deleted. */
export const aFileOfTheTableIsGone = (state: StoreState) =>
  TABLES.some((table) => {
    const { snapshots, expired } = state.store[table]!.context;
    return (snapshots.at(-1)?.files ?? []).some(({ name }) => expired.includes(name));
  });

/** The job runs, and some record of what it was restored from is not in the table, and not about to be. */
export const somethingRestoredIsMissing = (state: SinkState) =>
  state.jobmaster.matches('running') &&
  TABLES.some((table) => {
    const { copies } = state.store[table]!.context;
    const { pending } = state.committer[table]!.context;
    return state.storage[table]!.context.completed.some(
      ({ checkpoint, batches }) =>
        batches.some((batch) => !copies[batch]) && !pending.some((left) => left.checkpoint === checkpoint),
    );
  });

/** What was restored has a COMPACT half that is not in the table, and that nobody is about to commit. */
export const aHalfIsMissing = (state: SinkState) =>
  state.jobmaster.matches('running') &&
  TABLES.some((table) => {
    const { snapshots, latestIdentifier } = state.store[table]!.context;
    const { pending, toCommit } = state.committer[table]!.context;
    return state.storage[table]!.context.completed.some(
      ({ checkpoint, compacted }) =>
        compacted.length > 0 &&
        checkpoint <= latestIdentifier &&
        !snapshots.some(({ kind, identifier }) => kind === 'COMPACT' && identifier === checkpoint) &&
        ![...pending, ...toCommit].some((left) => left.checkpoint === checkpoint),
    );
  });
