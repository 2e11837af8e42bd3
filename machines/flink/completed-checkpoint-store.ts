import { assign, emit, enqueueActions, setup } from 'xstate';
import type { AboutFiles, CompletedCheckpoint, OfCompleted, Restored, RestorePoints } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

interface Context {
  /** The completed checkpoints, oldest first. */
  readonly checkpoints: readonly CompletedCheckpoint[];
  /** The one that is being added. */
  readonly adding: CompletedCheckpoint | null;
  /** Those of which nobody knows whether they were added: their shared state stays registered. */
  readonly inDoubt: readonly CompletedCheckpoint[];
}

type Event =
  | OfCompleted<'REGISTER_SHARED_STATE'>
  | OfCompleted<'ADD_CHECKPOINT'>
  | { readonly type: 'RESTORE_LATEST' | 'RECOVER' }
  | { readonly type: 'ADDED' | 'ADD_FAILED' | 'ADD_IN_DOUBT' }
  | RestorePoints;

type Emitted =
  | OfCompleted<'ADD_AND_LOCK'>
  | AboutFiles<'RELEASE_AND_TRY_REMOVE'>
  | AboutFiles<'DISCARD_METADATA'>
  | AboutFiles<'DISCARD_SHARED'>
  | AboutFiles<'STORED'>
  | AboutFiles<'NOT_STORED'>
  | { readonly type: 'READ_ALL' | 'UNRECOVERABLE' | 'UNKNOWN_STATE' }
  | Restored;

/** `state.checkpoints.num-retained`. */
const RETAINED = 1;

export const completedCheckpointStore = (ask: PaimonAsk) => {
  const refersTo = (file: number) => (c: CompletedCheckpoint) => c.checkpoint === file || c.base === file;

  /** CheckpointSubsumeHelper.subsume: which are dropped when this is the list. */
  function subsumed(checkpoints: readonly CompletedCheckpoint[]): CompletedCheckpoint[] {
    const latest = checkpoints.at(-1);
    const latestNotSavepoint = checkpoints.findLast((c) => !c.savepoint);
    let left = checkpoints.length;
    return checkpoints.filter((c) => {
      const keeps =
        ask.feature('stores-savepoints') && ask.feature('keeps-last-checkpoint') && c === latestNotSavepoint;
      if (left <= RETAINED || c === latest || keeps) return false;
      left--;
      return true;
    });
  }

  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Emitted },
    guards: {
      'is in memory only': () => ask.is('high-availability.type', 'NONE'),
      'refers to unknown state': ({ context, event }) => {
        const { base } = event as OfCompleted<'REGISTER_SHARED_STATE'>;
        return base > 0 && ![...context.checkpoints, ...context.inDoubt].some(refersTo(base));
      },
      'is adding': ({ context }) => context.adding !== null,
      'cannot be recovered': ({ event }) => {
        const { found } = event as RestorePoints;
        const readable = found.filter((point) => point.readable);
        if (readable.length === found.length) return false;
        return readable.length === 0 || !ask.feature('skips-unreadable-checkpoints');
      },
    },
    actions: {
      remember: assign({
        adding: ({ event }) => {
          const { checkpoint, base, savepoint } = event as OfCompleted<'ADD_CHECKPOINT'>;
          return { checkpoint, base, savepoint };
        },
      }),
      write: enqueueActions(({ context, enqueue }) => {
        enqueue.emit({ type: 'ADD_AND_LOCK', ...context.adding! });
      }),
      add: enqueueActions(({ context, enqueue }) => {
        const added = [...context.checkpoints, context.adding!];
        const dropped = subsumed(added);
        const kept = added.filter((c) => !dropped.includes(c));
        enqueue.assign({ checkpoints: kept, adding: null });
        for (const { checkpoint, base, savepoint } of dropped) {
          enqueue.emit({ type: 'RELEASE_AND_TRY_REMOVE', checkpoint });
          if (savepoint) continue;
          enqueue.emit({ type: 'DISCARD_METADATA', checkpoint });
          for (const file of [checkpoint, base]) {
            const used = [...kept, ...context.inDoubt].some(refersTo(file));
            if (file > 0 && !used) enqueue.emit({ type: 'DISCARD_SHARED', checkpoint: file });
          }
        }
        enqueue.emit({ type: 'STORED', checkpoint: context.adding!.checkpoint });
      }),
      discard: enqueueActions(({ context, enqueue }) => {
        const { checkpoint } = context.adding!;
        enqueue.assign({ adding: null });
        enqueue.emit({ type: 'DISCARD_METADATA', checkpoint });
        enqueue.emit({ type: 'DISCARD_SHARED', checkpoint });
        enqueue.emit({ type: 'NOT_STORED', checkpoint });
      }),
      keepInDoubt: enqueueActions(({ context, enqueue }) => {
        enqueue.assign({ adding: null, inDoubt: [...context.inDoubt, context.adding!] });
        enqueue.emit({ type: 'NOT_STORED', checkpoint: context.adding!.checkpoint });
      }),
      restoreLatest: emit(({ context }) => {
        const { checkpoint = 0, savepoint = false } = context.checkpoints.at(-1) ?? {};
        return { type: 'RESTORED' as const, checkpoint, savepoint };
      }),
      forget: assign({ checkpoints: [], adding: null, inDoubt: [] }),
      readAll: emit({ type: 'READ_ALL' }),
      recovered: assign({
        checkpoints: ({ event }) =>
          (event as RestorePoints).found
            .filter(({ readable }) => readable)
            .map(({ checkpoint, base, savepoint }) => ({ checkpoint, base, savepoint })),
      }),
      refuse: emit({ type: 'UNKNOWN_STATE' }),
      giveUp: emit({ type: 'UNRECOVERABLE' }),
    },
  }).createMachine({
    id: 'completedCheckpointStore',
    description:
      'Flink: the CompletedCheckpointStore of a JobManager with its CheckpointsCleaner and SharedStateRegistry. It knows which checkpoints are kept and what may be discarded, and dies with the JobManager. Left out: state handles one by one.',
    context: { checkpoints: [], adding: null, inDoubt: [] },
    initial: 'store',
    states: {
      store: {
        tags: 'rest',
        on: {
          REGISTER_SHARED_STATE: { guard: 'refers to unknown state', actions: 'refuse' },
          ADD_CHECKPOINT: [
            {
              guard: 'is in memory only',
              actions: ['remember', 'add'],
              description: 'StandaloneCompletedCheckpointStore: in the memory of the JobManager, nothing can go wrong.',
            },
            {
              actions: ['remember', 'write'],
              description: 'DefaultCompletedCheckpointStore: StateHandleStore.addAndLock comes first (read).',
            },
          ],
          ADDED: {
            guard: 'is adding',
            actions: 'add',
            description:
              'CheckpointSubsumeHelper.subsume: the oldest are dropped. Since 1.13 not the last checkpoint because of a savepoint (FLINK-21351, read). The files are discarded by an executor; here at once.',
          },
          ADD_FAILED: {
            guard: 'is adding',
            actions: 'discard',
            description: 'CheckpointsCleaner.cleanCheckpointOnFailedStoring: the files are discarded (read).',
          },
          ADD_IN_DOUBT: {
            guard: 'is adding',
            actions: 'keepInDoubt',
            description: 'PossibleInconsistentStateException: the files are kept, since 1.14 (FLINK-22494, read).',
          },
          RESTORE_LATEST: { actions: 'restoreLatest' },
          RECOVER: { actions: ['forget', 'readAll'] },
          RESTORE_POINTS: [
            {
              guard: 'cannot be recovered',
              actions: 'giveUp',
              description:
                'DefaultCompletedCheckpointStoreUtils.retrieveCompletedCheckpoints: one that cannot be read fails the JobManager; until 1.13 only if none can be read (FLINK-22483, read).',
            },
            { actions: ['recovered', 'restoreLatest'] },
          ],
        },
      },
    },
  });
};
