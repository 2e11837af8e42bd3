/** The job of the scenario bounded-input, whose sink marks its partition done at the end of input. */
import { defineSystem, restrictOptions } from '../../src/index.ts';
import { DEFAULTS } from '../options/defaults.ts';
import { between, PAIMON } from '../options/releases.ts';
import { options } from '../options.ts';
import { markDone } from '../paimon/mark-done.ts';
import { channels, environment, parts, remedies } from './parts/bounded.ts';

export const system = defineSystem({
  name: 'paimon-mark-done',
  about: 'A streaming job with bounded input and two writers, whose sink marks a partition done at the end of input',
  options: restrictOptions(options, {
    ...DEFAULTS,
    // The first release with partition.end-input-to-done (#3507).
    paimon: between(PAIMON, '0.9.0'),
    flink: ['1.17'],
    program: ['checkpoints-then-sink'],
    'execution.checkpointing.interval': ['set'],
    bucket: ['fixed', 'unaware'],
    'partition.mark-done.recover-from-state': [true, false],
  }),
  features: { 'bounded-input': true, 'listens-for-mark-done': true },
  components: { ...parts(2), markDone: { machine: markDone } },
  channels: {
    ...channels,
    listeners: { kind: 'call', from: 'committer', to: 'markDone', events: ['NOTIFY_COMMITTABLES'] },
  },
  environment: environment(2),
  remedies: {
    ...remedies,
    '5581': {
      about: 'The listener is not told of what is restored (#5581, which no release has without the option of #5648).',
      features: { 'recovery-marks-done': false },
    },
    '5648': {
      about: 'Users set partition.mark-done.recover-from-state=false (#5581, #5648).',
      set: { 'partition.mark-done.recover-from-state': false },
    },
  },
});
