import { setup } from 'xstate';
import type { NotifyCommittables } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

/**
 * There is one partition, and partition.end-input-to-done is on. Without it the listener does not look at the end of
 * input; partition.idle-time-to-done, which must be set in a streaming job too, is longer than the job.
 */
export const markDone = (_ask: PaimonAsk) =>
  setup({
    types: { events: {} as NotifyCommittables },
    guards: { 'the input has ended': ({ event }) => event.endInput },
  }).createMachine({
    id: 'markDone',
    description:
      'Paimon: the PartitionMarkDoneListener (until 1.1.1 PartitionMarkDone) with its actions, which tell those who read the table that a partition is complete. What it has told cannot be taken back, so it outlives the job. Left out: partitions that are idle for long enough.',
    initial: 'pending',
    states: {
      pending: {
        tags: 'rest',
        on: {
          NOTIFY_COMMITTABLES: {
            guard: 'the input has ended',
            target: 'done',
            description:
              'PartitionMarkDoneListener.notifyCommittable: a committable with the identifier Long.MAX_VALUE means the end of input, and every pending partition is marked done; 0.9.0 to 2.0.0 (read).',
          },
        },
      },
      done: {
        tags: 'rest',
        on: { NOTIFY_COMMITTABLES: { description: 'It is marked done already.' } },
      },
    },
  });
