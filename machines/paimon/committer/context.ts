/** What a committer knows, hears and says. */
import { setup } from 'xstate';
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
  Notification,
  NotifyCommittables,
  RestoredState,
  SnapshotKind,
  TagDue,
  TaskFailed,
  TaskRunning,
  Watermark,
  WriteState,
} from '../../messages.ts';
import type { Half } from '../committables.ts';

export interface Context {
  /** Its number: that of its table, where each table has a committer of its own. */
  readonly table: number;
  /** What it commits to: one table, or, in a StoreMultiCommitter, several. */
  readonly tables: readonly number[];
  /** StreamingRuntimeContext.getNumberOfParallelSubtasks: how many committers share these tables. */
  readonly parallelism: number;
  /** CommitterOperator.streamingCheckpointEnabled: what the client captured. */
  readonly streamingCheckpointEnabled: boolean;
  /** StreamTask.latestReportCheckpointId: the checkpoint restored, or the last one notified. */
  readonly latestReported: number;
  /** StoreMultiCommitter.tableCommitters: the tables for which this attempt has committed, or restored, something. */
  readonly known: readonly number[];
  /** TagAutoCreation.forceCreatingSnapshot, as it was last heard. */
  readonly tagIsDue: boolean;
  /** Remedy 3b: this checkpoint needs no intentional failure. */
  readonly alreadyRecovered: boolean;

  /** How many writers hand over to it. */
  readonly writers: number;
  /** What some of them have handed over at the barrier that is being aligned. */
  readonly aligning: readonly (Committable | null)[];
  /** Its input while it commits: barriers, ends of data, and watermarks. */
  readonly waiting: readonly (Aligned | Ended | Watermarked)[];
  /** CommitterOperator.currentWatermark; 0: none yet. */
  readonly currentWatermark: number;
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
  /** The tables of which it is still to find out what they have. */
  readonly toFilter: readonly number[];
  /** What is left to commit in this pass, table by table. The first one is on its way. */
  readonly toCommit: readonly Half[];
  /** Whether this pass has created a snapshot. */
  readonly newSnapshot: boolean;

  /** Ghost: the last identifier restored, if it had to be committed, until the first barrier of this attempt. */
  readonly restoredUpTo: number;
  /** Ghost: what the last notification of this attempt has led to. */
  readonly lastNotification: 'none' | 'snapshot' | 'no snapshot';
}

/** A barrier that has come from every writer, with what they handed over before it: of each table, one or none. */
export interface Aligned {
  readonly checkpoint: number;
  readonly kind: SnapshotKind;
  readonly committables: readonly Committable[];
}

/** The end of one writer's input, with what it handed over before it. */
export interface Ended {
  readonly kind: 'end of data';
  readonly committable: Committable | null;
}

/** A watermark, in its place between barriers. */
export interface Watermarked {
  readonly kind: 'watermark';
  readonly watermark: number;
}

/** An attempt that has not started. */
export const FRESH = {
  streamingCheckpointEnabled: false,
  aligning: [],
  waiting: [],
  currentWatermark: 0,
  mail: [],
  inputs: [],
  ended: 0,
  finalCheckpoint: 0,
  pending: [],
  latestReported: 0,
  known: [],
  pass: 'none',
  toFilter: [],
  toCommit: [],
  newSnapshot: false,
  tagIsDue: false,
  alreadyRecovered: false,
  restoredUpTo: 0,
  lastNotification: 'none',
} as const satisfies Omit<Context, 'table' | 'tables' | 'parallelism' | 'writers'>;

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
  | Watermark
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
    input: {} as { table: number; tables?: readonly number[]; parallelism?: number; writers?: number },
    events: {} as Event,
    emitted: {} as Emitted,
  },
});
export const { assign, emit, enqueueActions } = task;

export type Guards = GuardsOf<Context, Event>;
