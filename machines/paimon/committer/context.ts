/** What a committer knows, hears and says. */
import { setup } from 'xstate';
import type { Notification } from '../../flink/notification.ts';
import type { GuardsOf } from '../../guards.ts';
import type {
  AboutTable,
  Commit,
  CommitRefused,
  Committable,
  CommittableAndBarrier,
  CommittableAndEndOfData,
  Committed,
  CommitterAcknowledges,
  DeployCommitter,
  LatestIdentifier,
  LeftBehind,
  NotifyCommittables,
  RestoredState,
  SnapshotKind,
  TagDue,
  TaskFailed,
  TaskRunning,
  WriteState,
} from '../../messages.ts';
import type { Half } from '../committables.ts';

export interface Context {
  readonly table: number;
  /** CommitterOperator.streamingCheckpointEnabled: what the client captured. */
  readonly streamingCheckpointEnabled: boolean;
  /** StreamTask.latestReportCheckpointId: the checkpoint restored, or the last one notified. */
  readonly latestReported: number;
  /** StoreMultiCommitter.tableCommitters: whether this attempt has committed, or restored, something for the table. */
  readonly knowsTable: boolean;
  /** TagAutoCreation.forceCreatingSnapshot, as it was last heard. */
  readonly tagIsDue: boolean;
  /** Remedy 3b: this checkpoint needs no intentional failure. */
  readonly alreadyRecovered: boolean;

  /** How many writers hand over to it. */
  readonly writers: number;
  /** What some of them have handed over at the barrier that is being aligned. */
  readonly aligning: readonly (Committable | null)[];
  /** Its input while it commits: barriers, and ends of data. */
  readonly waiting: readonly (Aligned | Ended)[];
  /** Its mailbox while it commits at the end of input: notifications. */
  readonly mail: readonly Notification[];
  /** CommitterOperator.inputs, as far as they are of the end of input: received, and not polled. */
  readonly inputs: readonly Committable[];
  /** CommitterOperator.committablesPerCheckpoint, ascending. */
  readonly pending: readonly Committable[];
  /** How many writers have ended. CommitterOperator.endInput comes with the last. */
  readonly ended: number;
  /** StreamTask.finalCheckpointMinId: the first checkpoint after endInput; 0: none yet. */
  readonly finalCheckpoint: number;

  /** Why it commits, if it does. */
  readonly pass: 'none' | 'recovery' | 'notified' | 'forced' | 'end of input';
  /** What is left to commit in this pass. The first one is on its way. */
  readonly toCommit: readonly Half[];
  /** Whether this pass has created a snapshot. */
  readonly newSnapshot: boolean;

  /** Ghost: the last identifier restored, if it had to be committed, until the first barrier of this attempt. */
  readonly restoredUpTo: number;
  /** Ghost: what the last notification of this attempt has led to. */
  readonly lastNotification: 'none' | 'snapshot' | 'no snapshot';
}

/** A barrier that has come from every writer, with what they handed over before it. */
export interface Aligned {
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly committable: Committable | null;
}

/** The end of one writer's input, with what it handed over before it. */
export interface Ended {
  readonly kind: 'end of data';
  readonly committable: Committable | null;
}

/** An attempt that has not started. */
export const FRESH = {
  streamingCheckpointEnabled: false,
  aligning: [],
  waiting: [],
  mail: [],
  inputs: [],
  ended: 0,
  finalCheckpoint: 0,
  pending: [],
  latestReported: 0,
  knowsTable: false,
  pass: 'none',
  toCommit: [],
  newSnapshot: false,
  tagIsDue: false,
  alreadyRecovered: false,
  restoredUpTo: 0,
  lastNotification: 'none',
} as const satisfies Omit<Context, 'table' | 'writers'>;

export const hasEnded = ({ ended, writers }: Context) => ended === writers;

export type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' | 'CANCEL_REGION' | 'CONTACT_LOST' }
  | RestoredState
  | LatestIdentifier<'COMMITTED_UP_TO'>
  | CommittableAndBarrier
  | CommittableAndEndOfData
  | Notification
  | Committed
  | CommitRefused
  | TagDue;

type Emitted =
  | AboutTable<'READ_STATE'>
  | AboutTable<'FILTER_COMMITTED'>
  | TaskRunning
  | TaskFailed
  | WriteState
  | CommitterAcknowledges
  | AboutTable<'NOTIFICATION_HANDLED'>
  | AboutTable<'READ_RESULT_PARTITION'>
  | NotifyCommittables
  | { readonly type: 'ALL_TASKS_FINISHED' }
  | Commit
  | LeftBehind;

/** The statechart's types; its guards and actions come by subject. */
export const task = setup({
  types: {
    context: {} as Context,
    input: {} as { table: number; writers?: number },
    events: {} as Event,
    emitted: {} as Emitted,
  },
});
export const { assign, emit, enqueueActions } = task;

export type Guards = GuardsOf<Context, Event>;
