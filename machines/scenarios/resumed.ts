/** A bounded job that has finished, and that a user starts again from a savepoint when there is more to read. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { channels, environment, parts } from './parts/bounded.ts';

const { retention, ...connected } = channels;
const usual = environment(1);

export const system = defineSystem({
  name: 'paimon-resumed',
  about: 'A bounded job that has finished, and is started again from a savepoint with the same commit user',
  options: restrictOptions(options, {
    ...DEFAULTS,
    paimon: between(PAIMON, '0.7.0'),
    flink: ['1.17'],
    program: ['checkpoints-then-sink'],
    'execution.checkpointing.interval': ['set'],
  }),
  features: { 'bounded-input': true, 'keeps-restore-points': true },
  components: parts(1),
  channels: {
    ...connected,
    retention: { ...retention, events: [...retention.events, 'KEEP_SAVEPOINT', 'RESET_TO'] },
    retained: { kind: 'call', from: 'jobmaster', to: 'coordinator', events: ['JOB_CANCELLED'] },
    startAgain: { kind: 'call', from: 'coordinator', to: 'jobmaster', events: ['START_JOB'] },
    newRun: { kind: 'call', from: 'jobmaster', to: 'source', events: ['INPUT_GROWS'] },
  },
  environment: {
    ...usual,
    INPUT_ENDS: { ...usual.INPUT_ENDS, budget: 2 },
    CHECKPOINT_DUE: { ...usual.CHECKPOINT_DUE, budget: 3 },
    RESTORE_FROM: {
      to: 'coordinator',
      variants: [{ nth: 0 }, { nth: 1 }],
      budget: 1,
      fairness: 'none',
      about: 'A user starts the job again, from a checkpoint or savepoint of the last run.',
    },
  },
});
