/** Words about savepoints and tags. */

import type { Committable } from '../../machines/messages.ts';
import type { system } from '../../machines/scenarios/savepoint-tags.ts';
import type { ViewOf } from '../../src/index.ts';
import { TABLES, type Table } from './cdc.ts';

export type SavepointState = Pick<ViewOf<typeof system>, 'tagger' | 'store' | 'coordinator' | 'ask'>;

/** The savepoints that are complete, that a notification has dealt with in this attempt, and that have no tag. */
const untagged = ({ tagger, store, coordinator }: SavepointState, table: Table) => {
  const { taken, dealtWith } = tagger[table]!.context;
  const { tags } = store[table]!.context;
  const { retained } = coordinator.context;
  return taken.filter(
    (savepoint) =>
      savepoint <= dealtWith &&
      !tags.includes(savepoint) &&
      retained.some(({ checkpoint }) => checkpoint === savepoint),
  );
};

/** A checkpoint after a savepoint has been notified and dealt with, and the savepoint of a table with data has no tag. */
export const aSavepointHasNoTag = (state: SavepointState) =>
  TABLES.some((table) =>
    untagged(state, table).some((savepoint) => state.store[table]!.context.identifiers.some((id) => id < savepoint)),
  );

/** The same, and the savepoint has a snapshot that could be tagged. */
export const aSavepointWithASnapshotHasNoTag = (state: SavepointState) =>
  TABLES.some((table) =>
    untagged(state, table).some((savepoint) => state.store[table]!.context.identifiers.includes(savepoint)),
  );

/** A table has the tag of a savepoint that is neither there nor on its way. */
export const aTagHasNoSavepoint = ({ coordinator, store }: SavepointState) => {
  const { pending, retained } = coordinator.context;
  const isThere = (tag: number) => [...pending, ...retained].some(({ checkpoint }) => checkpoint === tag);
  return TABLES.some((table) => store[table]!.context.tags.some((tag) => !isThere(tag)));
};

interface SinkState {
  readonly jobmaster: { matches(value: 'running'): boolean };
  readonly storage: readonly { readonly context: { readonly completed: readonly Committable[] } }[];
  readonly committer: readonly {
    readonly context: { readonly pass: string; readonly pending: readonly Committable[] };
  }[];
  readonly store: readonly { readonly context: { readonly copies: readonly number[] } }[];
}

const isCommitted = ({ storage, committer, store }: SinkState, table: Table) => {
  const { pass, pending } = committer[table]!.context;
  if (pass !== 'none' || pending.length > 0) return true;
  const { completed } = storage[table]!.context;
  return completed.every(({ batches }) => batches.every((batch) => store[table]!.context.copies[batch]));
};

/** A job that runs and has nothing to commit has committed what its latest checkpoint holds. */
export const nothingRestoredIsLeftOut = (state: SinkState) =>
  !state.jobmaster.matches('running') || TABLES.every((table) => isCommitted(state, table));
