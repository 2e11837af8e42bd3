/** Words about dedicated compaction. */
import type { system } from '../../machines/scenarios/dedicated-compaction.ts';
import type { ViewOf } from '../../src/index.ts';
import { TABLES, type Table } from './cdc.ts';

export type CompactionState = ViewOf<typeof system>;

/** The batches that the committer of a table is about to commit as merged. */
const handedOver = ({ committer }: CompactionState, table: Table) => {
  const { pending, toCommit } = committer[table]!.context;
  return [...pending.flatMap(({ compacted }) => compacted), ...toCommit.flatMap(({ batches }) => batches)];
};

/** The job has read of it, it is not merged in the table, and nobody will merge it until the bucket is written again. */
const isForgotten = (state: CompactionState, table: Table, batch: number) => {
  const { container } = state.compactor[table]!.context;
  if (state.store[table]!.context.merged[batch]) return false;
  if (container?.merging.includes(batch) || container?.merged.includes(batch)) return false;
  return !handedOver(state, table).includes(batch);
};

/** What has been merged is in the latest completed checkpoint, and nobody will commit it. */
export const aFinishedCompactionIsForgotten = (state: CompactionState) =>
  state.jobmaster.matches('running') &&
  TABLES.some((table) => {
    const { checkpoint, batches } = state.compactor[table]!.context.handedOver;
    if (checkpoint !== state.coordinator.context.completed.checkpoint) return false;
    return batches.some((batch) => isForgotten(state, table, batch));
  });

export const aBatchIsForgotten = (state: CompactionState) =>
  state.jobmaster.matches('running') &&
  state.source.context.log.some(
    (table, batch) => batch < state.source.context.offset && isForgotten(state, table as Table, batch),
  );

/** Two snapshots say that they have merged the same files. */
export const aBatchIsMergedTwice = ({ store }: Pick<CompactionState, 'store'>) =>
  TABLES.some((table) => store[table]!.context.merged.some((copies) => copies > 1));
