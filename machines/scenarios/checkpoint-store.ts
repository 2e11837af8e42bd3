/**
 * Whether what completes can be restored: the completion of a checkpoint step by step, the store of completed ones with
 * its retention, the pointers in ZooKeeper or a ConfigMap, a JobManager that dies between any two steps.
 */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { checkpointCompletion } from '../flink/checkpoint-completion.ts';
import { checkpointFailureManager } from '../flink/checkpoint-failure-manager.ts';
import { completedCheckpointStore } from '../flink/completed-checkpoint-store.ts';
import { durableStorage } from '../flink/durable-storage.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, FLINK } from '../options/releases.ts';
import { options } from '../options.ts';

export const system = defineSystem({
  name: 'flink-checkpoint-store',
  about: "The completion of Flink's checkpoints, and the store from which a job restores",
  options: restrictOptions(
    options,
    {
      ...DEFAULTS,
      // CheckpointFailureManager is there since 1.9.
      flink: between(FLINK, '1.9'),
      'high-availability.type': ['NONE', 'zookeeper', 'kubernetes'],
      'execution.checkpointing.tolerable-failed-checkpoints': [0, 1],
    },
    (c) => c['high-availability.type'] !== 'kubernetes' || between(FLINK, '1.12').includes(c.flink),
  ),

  components: {
    completion: { machine: checkpointCompletion },
    store: { machine: completedCheckpointStore },
    storage: { machine: durableStorage },
    failureManager: { machine: checkpointFailureManager },
  },

  channels: {
    adds: {
      kind: 'call',
      from: 'completion',
      to: 'store',
      events: ['REGISTER_SHARED_STATE', 'ADD_CHECKPOINT', 'RESTORE_LATEST', 'RECOVER'],
    },
    answers: {
      kind: 'call',
      from: 'store',
      to: 'completion',
      events: ['STORED', 'NOT_STORED', 'RESTORED', 'UNKNOWN_STATE', 'UNRECOVERABLE'],
    },
    files: { kind: 'call', from: 'completion', to: 'storage', events: ['WRITE_FILES', 'FORGET'] },
    pointers: {
      kind: 'call',
      from: 'store',
      to: 'storage',
      events: ['ADD_AND_LOCK', 'RELEASE_AND_TRY_REMOVE', 'DISCARD_METADATA', 'DISCARD_SHARED', 'READ_ALL'],
    },
    results: {
      kind: 'call',
      from: 'storage',
      to: 'store',
      events: ['ADDED', 'ADD_FAILED', 'ADD_IN_DOUBT', 'RESTORE_POINTS'],
    },
    outcomes: {
      kind: 'call',
      from: 'completion',
      to: 'failureManager',
      events: ['CHECKPOINT_FAILED', 'CHECKPOINT_SUCCEEDED', 'FORGET'],
    },
    failures: { kind: 'call', from: 'failureManager', to: 'completion', events: ['GLOBAL_FAILURE'] },
  },

  environment: {
    LAST_ACKNOWLEDGEMENT: {
      to: 'completion',
      variants: [{ savepoint: false }, { savepoint: true }],
      budget: 3,
      fairness: 'weak',
      about: 'The last task acknowledges the next checkpoint, or a savepoint that a user asked for.',
    },
    METADATA_WRITTEN: { to: 'completion', fairness: 'weak', about: 'The files of the checkpoint are complete.' },
    WRITE_IS_DONE: { to: 'storage', fairness: 'weak', about: 'The pointer is written.' },
    WRITE_GOES_WRONG: {
      to: 'storage',
      variants: [
        { how: 'refused' },
        { how: 'answer lost, not applied' },
        { how: 'answer lost, applied' },
        { how: 'applied, then retried' },
      ],
      budget: 2,
      fairness: 'none',
      fault: true,
      about: 'The write of the pointer fails, or seems to.',
    },
    JOBMANAGER_LOST: {
      to: 'completion',
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The JobManager dies; with high availability another one takes over.',
    },
    GLOBAL_FAILURE: {
      to: 'completion',
      variants: [{ recoverable: true }],
      budget: 1,
      fairness: 'none',
      fault: true,
      about: 'The job fails over for a reason of its own.',
    },
  },
});
