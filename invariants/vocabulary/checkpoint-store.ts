/** The words of the invariants about completed checkpoints. */
import type { system } from '../../machines/scenarios/checkpoint-store.ts';
import type { ViewOf } from '../../src/index.ts';

export type StoreState = ViewOf<typeof system>;
type CompletedCheckpoint = StoreState['store']['context']['checkpoints'][number];

const hasSharedFiles = (state: Pick<StoreState, 'storage'>, file: number) =>
  file === 0 || state.storage.context.shared.includes(file);

/** Everything that a restore from it reads is there. */
export const hasItsFiles = (state: Pick<StoreState, 'storage'>, { checkpoint, base }: CompletedCheckpoint) =>
  state.storage.context.metadata.includes(checkpoint) &&
  hasSharedFiles(state, checkpoint) &&
  hasSharedFiles(state, base);

/** What this JobManager restores from, and what one that takes over finds. */
export const restorePoints = ({ store, storage }: Pick<StoreState, 'store' | 'storage'>) => [
  ...store.context.checkpoints,
  ...storage.context.pointers,
];

/** The files to which the next incremental checkpoint refers exist. */
export const baseExists = (state: Pick<StoreState, 'completion' | 'storage'>) =>
  hasSharedFiles(state, state.completion.context.confirmed);

/** The job is there, or will be: it is not lost together with a JobManager that has no high availability. */
export const jobIsNotLost = ({ completion }: Pick<StoreState, 'completion'>) => !completion.matches('lost');

/** No checkpoint is between its metadata and the answer of the store, and the job is there. */
export const outcomeIsKnown = (state: Pick<StoreState, 'completion'>) =>
  jobIsNotLost(state) && !state.completion.matches('storing');

export const isUnrecoverable = ({ completion }: Pick<StoreState, 'completion'>) => completion.matches('unrecoverable');

export const toleratedFailures = (state: Pick<StoreState, 'ask'>) =>
  state.ask.is('execution.checkpointing.tolerable-failed-checkpoints', 0) ? 0 : 1;
