/** The words in which the invariants are written: what can be said of a state, and of a step. */

import { system } from '../../machines/index.ts';
import { stepsOf, type ViewOf } from '../../src/index.ts';

export type State = ViewOf<typeof system>;

const { takes } = stepsOf(system);

/** The tables of the model. The second one has no writer and no committer where the mode is `table`. */
export const TABLES = [0, 1] as const;
export type Table = (typeof TABLES)[number];

/**
 * The JobMaster learns that a committer has failed on purpose: a failure like any other. Of several that fail in one
 * attempt it takes the first, and cancels the others.
 */
export const intentionalFailure = (table?: Table) =>
  takes('jobmaster', 'TASK_FAILED', {
    where: (event) => event.onPurpose && (table === undefined || event.table === table),
    label: table === undefined ? 'an intentional failure' : `an intentional failure of committer[${table}]`,
  });

// ---- the job

export const jobIsSubmitted = (state: State) => !state.jobmaster.matches('created');
/** Every task is RUNNING. */
export const jobIsRunning = (state: Pick<State, 'jobmaster'>) => state.jobmaster.matches('running');
/** Ended in FAILED. */
export const jobHasFailed = (state: State) => state.jobmaster.matches('failed');
/** Ended in FINISHED. */
export const jobHasFinished = (state: State) => state.jobmaster.matches('finished');
/** From a failure on, until every task is running again. */
export const jobIsRestoring = (state: State) =>
  jobIsSubmitted(state) && !jobIsRunning(state) && !jobHasFailed(state) && !jobHasFinished(state);
/** It runs, or has ended one way or the other: it does not restore any more. */
export const jobIsRunningOrHasEnded = (state: State) =>
  jobIsRunning(state) || jobHasFailed(state) || jobHasFinished(state);

// ---- one table, by its number

/** A committer has ended its recovery in this attempt, and there was something to recover. */
export const recoveryHasEnded = (state: State, table: Table) => {
  const committer = state.committer[table]!;
  return (committer.matches('running') || committer.matches('failedOnPurpose')) && committer.context.restoredUpTo > 0;
};

/** A committer has dealt with a notification that was delivered to this attempt of it. */
export const notificationIsDealtWith = (state: State, table: Table) => {
  const committer = state.committer[table]!;
  return committer.matches({ running: 'idle' }) && committer.context.lastNotification !== 'none';
};

/** The table's latest snapshot has the identifier of the last notification. */
export const snapshotOfNotification = (state: State, table: Table) =>
  state.store[table]!.context.latestIdentifier === state.committer[table]!.context.latestReported;

// ---- the configuration

export const forceCreateIsOn = (state: State) => state.ask.is('commit.force-create-snapshot', true);

/** Writers of unaware buckets read no snapshot: AppendOnlyFileStoreWrite sets ignorePreviousFiles (0.7.0 to 2.0.0, read). */
export const writersReadSnapshots = (state: Pick<State, 'ask'>) => state.ask.is('bucket', 'fixed');
