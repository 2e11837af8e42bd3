/** A job in batch mode: its committer is restarted alone, and reads once more what the writers have produced. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { channels, environment, parts } from './parts/bounded.ts';
import { ofTable } from './parts/sink-channels.ts';

const { client: _client, ...tasks } = parts(2);
const { submission: _submission, ...connected } = channels;
const { DATA_ARRIVES, INPUT_ENDS } = environment(2);

export const system = defineSystem({
  name: 'paimon-batch',
  about: 'A job in batch mode with two writers, whose committer is lost and restarted',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.5.0'),
    flink: ['1.17'],
    program: ['checkpoints-then-sink'],
    // Without checkpoints the default is none.
    'restart-strategy.type': ['fixed-delay (3 attempts)'],
  }),
  // The committer reads the same files again: a batch of data stands for its file.
  features: { 'bounded-input': true, 'batch-mode': true, 'takes-data-for-files': true },
  components: tasks,
  channels: {
    ...connected,
    region: { kind: 'call', from: 'jobmaster', to: 'coordinator', events: ['RESTART_REGION'] },
    cancelRegion: { kind: 'call', from: 'jobmaster', to: 'committer', events: ['CANCEL_REGION'] },
    resultPartitions: { kind: 'call', from: 'committer', to: 'writer', events: ['READ_RESULT_PARTITION'] },
    refusals: {
      kind: 'fifo',
      from: 'store',
      to: 'committer',
      events: ['COMMIT_REFUSED'],
      replica: ofTable,
      capacity: 1,
    },
  },
  environment: {
    SUBMIT_JOB: {
      to: 'jobmaster',
      variants: [{ streamingCheckpointEnabled: false, checkpointingEnabled: false }],
      budget: 1,
      fairness: 'weak',
      about: 'The client submits a job with execution.runtime-mode=BATCH.',
    },
    DATA_ARRIVES,
    INPUT_ENDS,
    FAILURE: {
      to: 'jobmaster',
      variants: [{ cause: 'committer lost' }],
      budget: 2,
      fairness: 'none',
      fault: true,
      about: 'The TaskManager of the committer dies, and those of the writers do not.',
    },
  },
});
