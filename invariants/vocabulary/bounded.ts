/** Words about input that ends. */

import { ENDS } from '../../machines/flink/source.ts';
import type { system } from '../../machines/scenarios/mark-done.ts';
import type { ViewOf } from '../../src/index.ts';

export type BoundedState = ViewOf<typeof system>;
type Parts<K extends keyof BoundedState> = Pick<BoundedState, K>;

/** Every batch of the input is in a snapshot. */
const everythingIsCommitted = ({ source, store }: Parts<'source' | 'store'>) =>
  source.context.log.every((table, batch) => table < 0 || (store[table]!.context.copies[batch] ?? 0) > 0);

/** Upstream, the input of every source subtask has come to its end. */
export const theInputHasEnded = ({ source }: Parts<'source'>) =>
  source.context.log.filter((table) => table === ENDS).length === source.context.subtasks;

export const jobHasFinished = ({ jobmaster }: Parts<'jobmaster'>) => jobmaster.matches('finished');
export const jobHasEnded = ({ jobmaster }: Parts<'jobmaster'>) =>
  jobmaster.matches('finished') || jobmaster.matches('failed');

export const aFinishedJobHasLostData = (state: Parts<'jobmaster' | 'source' | 'store'>) =>
  jobHasFinished(state) && !everythingIsCommitted(state);

export type JobState = Parts<'jobmaster' | 'source' | 'store'> & { spent(name: string): number };
/** Something has failed from outside. */
export const wasDisturbed = (state: JobState) => state.spent('FAILURE') > 0;

export const isMarkedDone = ({ markDone }: Parts<'markDone'>) => markDone.matches('done');

export const isMarkedDoneTooEarly = (state: Parts<'markDone' | 'source' | 'store'>) =>
  isMarkedDone(state) && !(theInputHasEnded(state) && everythingIsCommitted(state));

export const aFinishedJobIsNotMarkedDone = (state: Parts<'jobmaster' | 'markDone' | 'source'>) =>
  jobHasFinished(state) && !isMarkedDone(state) && state.source.context.log.some((table) => table >= 0);

/** It has not told the JobMaster that it is running: it finds out what is committed of its state, and commits the rest. */
export const aCommitterIsInitializing = ({ committer }: Parts<'committer'>) =>
  committer.some((one) => one.matches('initializing'));

export const aBatchIsCommittedTwice = ({ store }: Parts<'store'>) =>
  store.some(({ context }) => context.copies.some((copies) => copies > 1));
