/** What Flink's CommitterOperator knows, hears and says. */
import { setup } from 'xstate';
import type { GuardsOf } from '../../guards.ts';
import type {
  AboutTable,
  CommitRequests,
  CommitRequestsDone,
  Committable,
  CommittableAndBarrier,
  CommittableAndEndOfData,
  CommitterAcknowledges,
  DeployCommitter,
  Notification,
  RestoredState,
  TaskFailed,
  TaskRunning,
  WriteState,
} from '../../messages.ts';

export interface Context {
  readonly table: number;
  /** CommitterOperator.isCheckpointingEnabled: what it was built with. */
  readonly checkpointingEnabled: boolean;
  /** CommittableCollector.checkpointCommittables, ascending: of each checkpoint the summary and what it announced. */
  readonly pending: readonly Committable[];
  /** CommitterOperator.lastCompletedCheckpointId: the checkpoint restored, or the last one notified. */
  readonly lastCompleted: number;
  /** CommitterOperator.endInput. */
  readonly ended: boolean;
  /** StreamTask.finalCheckpointMinId: the first checkpoint after the end of input; 0: none yet. */
  readonly finalCheckpoint: number;
  /** The end of input, where it has come while the operator is initialised or commits: it waits in its input. */
  readonly input: CommittableAndEndOfData | null;
  /** What is left to commit now. The first one is with the Committer. */
  readonly toCommit: readonly Committable[];
  /** How often the Committer has asked for it to be tried again; 2: twice or more. */
  readonly retries: number;
  /** Why it commits. */
  readonly pass: 'none' | 'notified' | 'end of input';
}

export type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredState
  | CommittableAndBarrier
  | CommittableAndEndOfData
  | Notification
  | CommitRequestsDone;

type Emitted =
  | AboutTable<'READ_STATE'>
  | TaskRunning
  | TaskFailed
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | { readonly type: 'ALL_TASKS_FINISHED' }
  | CommitRequests;

/** An attempt that has not started. */
export const FRESH = {
  checkpointingEnabled: false,
  pending: [],
  lastCompleted: 0,
  ended: false,
  finalCheckpoint: 0,
  input: null,
  toCommit: [],
  retries: 0,
  pass: 'none',
} as const satisfies Omit<Context, 'table'>;

/** The statechart's types; its guards and actions come by subject. */
export const operator = setup({
  types: {
    context: {} as Context,
    input: {} as { table: number },
    events: {} as Event,
    emitted: {} as Emitted,
  },
});
export const { assign, emit, enqueueActions } = operator;

export type Guards = GuardsOf<Context, Event>;

export const upTo = (pending: readonly Committable[], checkpoint: number) =>
  pending.filter((c) => c.checkpoint <= checkpoint);
