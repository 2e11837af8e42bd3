import { assign, enqueueActions, setup } from 'xstate';
import type { Barrier, DeploySource, Records, SourceAcknowledges } from './messages.ts';
import type { PaimonAsk } from './options.ts';

interface Context {
  /** The upstream log: of each batch, the table it belongs to. It outlives the job. */
  readonly log: readonly number[];
  /** How many of them this attempt has read. */
  readonly offset: number;
}

type Event =
  | DeploySource
  | { readonly type: 'CANCEL' }
  | { readonly type: 'DATA_ARRIVES'; readonly table: number }
  | Barrier
  | { readonly type: 'NOTIFY_SOURCE' };

/**
 * The CDC source: it reads the upstream log, and its state is an offset.
 *
 * No data arrives between a barrier and the end of that checkpoint's notifications: nobody looks at it before the next
 * barrier, so it may as well arrive then, or after the restart if there is one (a reduction of this model).
 */
export const source = (ask: PaimonAsk) =>
  setup({
    types: {
      context: {} as Context,
      events: {} as Event,
      emitted: {} as Records | Barrier | SourceAcknowledges,
    },
    delays: { poll: 1 },
    guards: {
      'something is left to read': ({ context }) => context.offset < context.log.length,
      'the table is synchronised': ({ context, event }) =>
        event.type === 'DATA_ARRIVES' && (event.table === 0 || (context.log.includes(0) && !ask.is('mode', 'table'))),
    },
    actions: {
      seek: assign({ offset: ({ event }) => (event as DeploySource).offset }),
      append: assign({
        log: ({ context, event }) => [...context.log, (event as { table: number }).table],
      }),
      readAll: enqueueActions(({ context, enqueue }) => {
        for (let batch = context.offset; batch < context.log.length; batch++) {
          enqueue.emit({ type: 'RECORDS', table: context.log[batch]!, batch });
        }
        enqueue.assign({ offset: context.log.length });
      }),
      passBarrier: enqueueActions(({ context, event, enqueue }) => {
        const { checkpoint, kind } = event as Barrier;
        enqueue.emit({ type: 'SOURCE_ACKNOWLEDGES', checkpoint, offset: context.offset });
        enqueue.emit({ type: 'BARRIER', checkpoint, kind, through: context.offset });
      }),
      reset: assign({ offset: 0 }),
    },
  }).createMachine({
    id: 'source',
    context: { log: [], offset: 0 },
    initial: 'down',
    states: {
      down: {
        tags: ['down', 'rest'],
        on: { DEPLOY_SOURCE: { target: 'running', actions: 'seek' } },
      },
      running: {
        initial: 'seeking',
        on: { CANCEL: { target: 'down', actions: 'reset' } },
        states: {
          seeking: { always: [{ guard: 'something is left to read', target: 'behind' }, { target: 'caughtUp' }] },
          behind: {
            after: {
              poll: {
                target: 'caughtUp',
                actions: 'readAll',
                description: 'What was read after the restored checkpoint is read once more.',
              },
            },
            on: { BARRIER: { target: 'inCheckpoint', actions: ['readAll', 'passBarrier'] } },
          },
          caughtUp: {
            on: {
              DATA_ARRIVES: { guard: 'the table is synchronised', actions: ['append', 'readAll'] },
              BARRIER: { target: 'inCheckpoint', actions: 'passBarrier' },
            },
          },
          inCheckpoint: { on: { NOTIFY_SOURCE: 'caughtUp' } },
        },
      },
    },
  });
