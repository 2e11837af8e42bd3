/** What the committer in the JobManager knows, hears and says. */
import { setup } from 'xstate';
import type { GuardsOf } from '../../guards.ts';
import type {
  AboutCheckpoint,
  AboutTable,
  Barrier,
  Commit,
  Committable,
  CommittableEvent,
  Committed,
  DeployCommitter,
  LatestIdentifier,
  RestoredCommittableEvent,
  TaskFailed,
} from '../../messages.ts';

/** What has been handed over by one subtask: WriterCommittables. */
export interface WriterCommittables {
  readonly maxCheckpoint: number;
  readonly committables: readonly Committable[];
}

export type Request = Barrier | CommittableEvent | AboutCheckpoint<'NOTIFY_COORDINATOR'>;

export interface Context {
  readonly subtasks: readonly WriterCommittables[];
  /** The checkpoint that it was reset to; 0: none. */
  readonly restored: number;
  /** What waits for its executor, which has one thread. */
  readonly requests: readonly Request[];
  /** What is left to commit now. The first one is on its way. */
  readonly toCommit: readonly Committable[];
  /** Ghost: the last identifier restored, if there was one, until the first checkpoint of this attempt. */
  readonly restoredUpTo: number;
}

export type Event =
  | DeployCommitter
  | { readonly type: 'CANCEL' }
  | RestoredCommittableEvent
  | Request
  | LatestIdentifier<'COMMITTED_UP_TO'>
  | Committed
  | { readonly type: 'SUBTASK_RESET'; readonly subtask: number; readonly checkpoint: number };

type Emitted = Barrier | AboutCheckpoint<'COORDINATOR_REJECTS'> | AboutTable<'FILTER_COMMITTED'> | Commit | TaskFailed;

/** A subtask that has reported nothing. */
export const NOTHING: WriterCommittables = { maxCheckpoint: 0, committables: [] };

/** The statechart's types; its guards and actions come by subject. */
export const operatorCoordinator = setup({
  types: {
    context: {} as Context,
    input: {} as { parallelism: number },
    events: {} as Event,
    emitted: {} as Emitted,
  },
});
export const { assign, emit } = operatorCoordinator;

export type Guards = GuardsOf<Context, Event>;

/** The request that its executor takes next. */
export const next = ({ requests }: Context) => requests[0]!;
