import { emit, setup } from 'xstate';
import type { AboutTable } from '../messages.ts';
import type { PaimonAsk } from '../options.ts';

export const partitionExpiry = (_ask: PaimonAsk) =>
  setup({
    types: {
      events: {} as { readonly type: 'PARTITION_EXPIRES' } | AboutTable<'NOTIFICATION_HANDLED'>,
      emitted: {} as { readonly type: 'DROP_PARTITION' },
    },
  }).createMachine({
    id: 'partitionExpiry',
    description:
      "Paimon: PartitionExpire with partition.expiration-time. The committer's TableCommitImpl calls it after a commit, and it drops partitions in the name of the same commit user. Left out: which partition.",
    initial: 'nothingExpired',
    states: {
      nothingExpired: {
        tags: 'rest',
        on: { PARTITION_EXPIRES: 'expired', NOTIFICATION_HANDLED: {} },
      },
      expired: {
        tags: 'rest',
        on: {
          NOTIFICATION_HANDLED: {
            target: 'nothingExpired',
            actions: emit({ type: 'DROP_PARTITION' }),
            description: 'TableCommitImpl.commitMultiple: partitions are expired after the last commit (read).',
          },
        },
      },
    },
  });
