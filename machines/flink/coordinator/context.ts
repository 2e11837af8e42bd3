/** What the checkpoint coordinator knows, hears and says. */
import { setup } from 'xstate';
import type { GuardsOf } from '../../guards.ts';
import type {
  AboutCheckpoint,
  AboutTable,
  Barrier,
  CommitterAcknowledges,
  DeployCommitter,
  DeploySource,
  DeployWriter,
  NotifyCheckpointAborted,
  NotifyCheckpointComplete,
  RestartRegion,
  RestoreFrom,
  RestoreLatestCheckpoint,
  SnapshotKind,
  SourceAcknowledges,
} from '../../messages.ts';
import type { PaimonAsk } from '../../options.ts';

/** A checkpoint or savepoint, without the committers' state: that is in the storage. */
export interface Checkpoint {
  readonly checkpoint: number;
  readonly offset: number;
}

interface RestorePoint extends Checkpoint {
  readonly isSavepoint?: boolean;
}

interface PendingCheckpoint extends Checkpoint {
  readonly kind: SnapshotKind;
  /** The tables whose committer has not acknowledged it. */
  readonly missing: readonly number[];
  /** Of the subtasks of one vertex, some had ended and others had not. */
  readonly partlyFinished?: true;
}

export interface Context {
  /** CheckpointIDCounter: the last identifier given away. It is never given again in this job. */
  readonly lastId: number;
  /** Triggered and neither complete nor aborted, oldest first. */
  readonly pending: readonly PendingCheckpoint[];
  /** The latest checkpoint in the CompletedCheckpointStore. Number 0: none yet. */
  readonly completed: Checkpoint;
  /** A synchronous savepoint that is complete, and not in the store: the tasks are notified of it. */
  readonly synchronous: Checkpoint | null;
  /** The tables whose committer is about to be notified of the latest completed checkpoint, or synchronous savepoint. */
  readonly toNotify: readonly number[];
  /** The tables whose committer is handling a notification. */
  readonly handling: readonly number[];

  /** What a user may restore from instead: older checkpoints that are retained, and savepoints; oldest first. */
  readonly retained: readonly RestorePoint[];
  /** Where the scenario looks at files: how often a user has started the job from what is retained. */
  readonly starts: number;
}

/** A coordinator that has never triggered a checkpoint. */
export const NOTHING: Context = {
  lastId: 0,
  starts: 0,
  pending: [],
  completed: { checkpoint: 0, offset: 0 },
  retained: [],
  synchronous: null,
  toNotify: [],
  handling: [],
};

/** Of several pending checkpoints the n-th, from 0; the oldest where it is not said. */
interface AboutPending<T extends string> {
  readonly type: T;
  readonly nth?: number;
}

export type Event =
  | RestoreLatestCheckpoint
  | RestartRegion
  | RestoreFrom
  | { readonly type: 'ALL_TASKS_RUNNING' | 'SUSPEND' | 'SHUT_DOWN' | 'JOB_CANCELLED' }
  | { readonly type: 'CHECKPOINT_DUE' | 'SAVEPOINT_REQUESTED' }
  | { readonly type: 'STOP_SCHEDULER' | 'START_SCHEDULER' | 'SYNCHRONOUS_SAVEPOINT_REQUESTED' | 'SAVEPOINT_DECLINED' }
  | AboutPending<'CHECKPOINT_COMPLETES'>
  | AboutPending<'CHECKPOINT_DROPPED'>
  | AboutPending<'TRIGGER_TIMES_OUT'>
  | AboutCheckpoint<'COORDINATOR_REJECTS'>
  | AboutTable<'NOTIFICATION_ARRIVES'>
  | AboutTable<'NOTIFICATION_LOST'>
  | AboutTable<'NOTIFICATION_HANDLED'>
  | SourceAcknowledges
  | CommitterAcknowledges;

type Emitted =
  | DeploySource
  | DeployWriter
  | DeployCommitter
  | Barrier
  | NotifyCheckpointComplete
  | NotifyCheckpointAborted
  | { readonly type: 'NOTIFY_SOURCE' | 'DISCARD_ALL' | 'COMMIT_USER_CHANGES' | 'START_JOB' }
  | { readonly type: 'SAVEPOINT_COMPLETED' | 'SAVEPOINT_FAILED' }
  | AboutCheckpoint<'NOTIFY_COORDINATOR' | 'KEEP_PENDING' | 'DISCARD_PENDING' | 'KEEP_SAVEPOINT' | 'RESET_TO'>;

/** The statechart's types; its guards and actions come by subject. */
export const checkpoints = setup({
  types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
});
export const { assign, emit, enqueueActions } = checkpoints;

export type Guards = GuardsOf<Context, Event>;

/** The pending checkpoint that an event is about. */
export const pendingOf = ({ pending }: Context, event: Event): PendingCheckpoint | undefined =>
  event.type === 'COORDINATOR_REJECTS'
    ? pending.find(({ checkpoint }) => checkpoint === event.checkpoint)
    : pending[('nth' in event ? event.nth : undefined) ?? 0];

/** The tables that have a committer; where one has all, it counts as that of the first. */
export const tablesOf = (ask: PaimonAsk): readonly number[] =>
  ask.feature('one-committer') || ask.is('mode', 'table') ? [0] : [0, 1];

export const without = (tables: readonly number[], table: number) => tables.filter((t) => t !== table);
